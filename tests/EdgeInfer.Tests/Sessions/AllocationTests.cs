using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

/// <summary>In the steady state a call allocates nothing on the managed heap, and the process does not grow.</summary>
[Collection(ProcessWideCounters.Collection)]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private static readonly ModelSessionOptions Cpu = new() { Providers = ProviderSelection.Cpu, Threads = 1 };

    [Fact]
    public void A_static_model_allocates_nothing()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("3,8"), "double", Cpu);
        Assert.Equal(0, AllocatedBy(100, () => Infer(session, CancellationToken.None)));

        static void Infer(ModelSession session, CancellationToken cancellationToken)
        {
            using IoBinding io = session.Rent();
            io.Input().AsSpan<float>().Fill(2);
            io.Run(cancellationToken);
            Check(io);
        }
    }

    [Fact]
    public void A_cancellation_token_costs_nothing()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("3,8"), "double", Cpu);
        using var source = new CancellationTokenSource();
        CancellationToken token = source.Token;
        Assert.Equal(0, AllocatedBy(100, () =>
        {
            using IoBinding io = session.Rent();
            io.Input("x").AsSpan<float>().Fill(2);
            io.Run(token);
            Check(io);
        }));
    }

    [Fact]
    public void A_model_of_free_sizes_allocates_nothing_while_they_stay()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("n,m"), "double", Cpu);
        using var source = new CancellationTokenSource();
        // Not constants: unoptimised code makes an object to reach a constant span.
        long rows = 3, columns = 8;
        foreach (CancellationToken token in new[] { CancellationToken.None, source.Token })
        {
            Assert.Equal(0, AllocatedBy(100, () =>
            {
                using IoBinding io = session.Rent();
                io.Input().Reshape(rows, columns);
                io.Input().AsSpan<float>().Fill(2);
                io.Run(token);
                Check(io);
            }));
        }
    }

    [Theory]
    [InlineData("mnist.onnx", 0, 0)]
    [InlineData("yunet_n_dynamic.onnx", 32, 64)]
    public void A_real_model_allocates_nothing(string file, int height, int width)
    {
        using ModelSession session = ModelSession.Load(TestData.Path($"models/{file}"), Cpu);
        using var source = new CancellationTokenSource();
        CancellationToken token = source.Token;
        int outputs = session.Outputs.Count;
        Assert.Equal(0, AllocatedBy(100, () =>
        {
            using IoBinding io = session.Rent();
            InputTensor input = io.Input();
            if (height > 0) input.Reshape(1, 3, height, width);
            input.AsSpan<float>().Fill(0.5f);
            io.Run(token);
            for (int i = 0; i < outputs; i++)
            {
                if (io.Output(i).AsSpan<float>().IsEmpty || io.Output(i).Shape.IsEmpty) throw new InvalidOperationException();
            }
        }));
    }

    [Theory]
    [InlineData("4,8", false)]
    [InlineData("n,8", false)]
    [InlineData("4,8", true)]
    public void Ten_thousand_runs_leave_the_process_as_it_was(string shape, bool dataDependent)
    {
        using ModelSession session = ModelSession.Load(dataDependent ? TestModel.NonZero(shape) : TestModel.Double(shape), "model", Cpu);
        const int Runs = 10_000;
        for (int i = 0; i < Runs / 5; i++) Infer(i);
        int live = NativeBuffer.LiveCount;
        long heapGrowth = long.MaxValue, workingSetGrowth = long.MaxValue;
        // The JIT still recompiles at first and keeps what it learns; a leak shows in every round.
        for (int round = 0; round < 3; round++)
        {
            (long workingSet, long? heap) = Memory();
            for (int i = 0; i < Runs; i++) Infer(i);
            (long workingSetAfter, long? heapAfter) = Memory();
            output.WriteLine($"after {Runs:N0} runs: native heap {heapAfter - heap:+#,0;-#,0;0} bytes, working set {workingSetAfter - workingSet:+#,0;-#,0;0} bytes");
            heapGrowth = Math.Min(heapGrowth, heapAfter - heap ?? 0);
            workingSetGrowth = Math.Min(workingSetGrowth, workingSetAfter - workingSet);
        }

        Assert.Equal(live, NativeBuffer.LiveCount);
        // The smallest native object (an OrtValue, some 50 bytes) lost in each run would be half a megabyte.
        Assert.InRange(heapGrowth, long.MinValue, 200_000);
        // The garbage collector and the allocators keep pages as they like; 500 bytes a run would be 5 MB.
        Assert.InRange(workingSetGrowth, long.MinValue, 5_000_000);

        void Infer(int i)
        {
            using IoBinding io = session.Rent();
            io.Input().Reshape(4, 8);
            io.Input().AsSpan<float>().Clear();
            io.Input().AsSpan<float>()[..(1 + i % 7)].Fill(1);
            io.Run();
            if (dataDependent) Assert.Equal(2 * (1 + i % 7), io.Output().AsSpan<long>().Length);
            else Assert.Equal(2, io.Output().AsSpan<float>()[0]);
        }
    }

    private static void Check(IoBinding io)
    {
        if (io.Output().AsSpan<float>()[23] != 4 || io.Output("y").Shape.Length != 2) throw new InvalidOperationException();
    }

    private static long AllocatedBy(int calls, Action action)
    {
        for (int i = 0; i < 10; i++) action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < calls; i++) action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static (long WorkingSet, long? Heap) Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return (Environment.WorkingSet, NativeHeap.BytesInUse());
    }
}
