using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Tests;
using EdgeInfer.Tests.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Conformance.Tests;

/// <summary>
/// Many callers at once on the provider that stands one at a time: no crash, no result that belongs to somebody else, no
/// memory left behind.
/// </summary>
/// <remarks>Models are tiny: on a software driver a shader takes its time, and what is tested lies around it.</remarks>
[Collection(ProcessWideCounters.Collection)]
public sealed class WebGpuSoakTests(ITestOutputHelper output)
{
    private const int Callers = 8, Seeds = 4;

    private static readonly int[] Rows = [1, 3, 8, 5];

    [Fact]
    public async Task Shared_and_own_sessions_of_several_models_give_every_caller_the_CPUs_result()
    {
        const int CallsEach = 63;
        byte[] digits = File.ReadAllBytes(TestData.Path("models/mnist.onnx"));
        ModelSessionOptions webGpu = OnWebGpu();
        int live = NativeBuffer.LiveCount;
        int calls = 0, loaded = 0;
        using (ModelSession shared = ModelSession.Load(Dense(seed: 1), "shared", webGpu))
        using (ModelSession sharedDigits = ModelSession.Load(digits, "shared digits", webGpu))
        {
            float[][] expectedDigits = OnCpu(digits, rows: 0);
            float[][][] expectedShared = [.. Rows.Select(rows => OnCpu(Dense(seed: 1), rows))];
            Assert.NotEqual(expectedShared[0][0], expectedShared[0][1]);

            await InParallel(caller =>
            {
                // A model of the caller's own: one who gets another's session, or its result, sees other numbers.
                byte[] model = Dense(seed: 100 + caller);
                float[][] expectedOwn = OnCpu(model, rows: 2);
                ModelSession? own = null;
                try
                {
                    for (int i = 0; i < CallsEach; i++)
                    {
                        int seed = (caller + i) % Seeds, shape = (caller + i / 2) % Rows.Length;
                        if (i % 9 == 0)
                        {
                            // Sessions come and go while others run.
                            own?.Dispose();
                            own = ModelSession.Load(model, $"own {caller}", webGpu);
                            Interlocked.Increment(ref loaded);
                        }

                        switch (i % 3)
                        {
                            case 0: AssertClose(expectedOwn[seed], Infer(own!, rows: 2, seed)); break;
                            case 1: AssertClose(expectedShared[shape][seed], Infer(shared, Rows[shape], seed)); break;
                            default: AssertClose(expectedDigits[seed], Infer(sharedDigits, rows: 0, seed)); break;
                        }

                        Interlocked.Increment(ref calls);
                    }
                }
                finally
                {
                    own?.Dispose();
                }
            });
        }

        Assert.Equal(Callers * CallsEach, calls);
        Assert.Equal(Callers * 7, loaded);
        Assert.Equal(live, NativeBuffer.LiveCount);
    }

    [Fact]
    public async Task A_session_disposed_while_others_run_ends_each_call_with_a_result_or_ObjectDisposedException()
    {
        ModelSessionOptions webGpu = OnWebGpu();
        byte[] model = Dense(seed: 7);
        float[][] expected = OnCpu(model, rows: 3);
        int live = NativeBuffer.LiveCount;
        for (int round = 0; round < 4; round++)
        {
            ModelSession session = ModelSession.Load(model, "short-lived", webGpu);
            using var started = new CountdownEvent(Callers);
            Task callers = InParallel(caller =>
            {
                bool first = true;
                try
                {
                    for (int i = 0; i < 10_000; i++)
                    {
                        int seed = (caller + i) % Seeds;
                        AssertClose(expected[seed], Infer(session, rows: 3, seed));
                        if (first) started.Signal();
                        first = false;
                    }

                    Assert.Fail("the session was never disposed");
                }
                catch (ObjectDisposedException)
                {
                    Assert.False(first, "disposed before anybody did");
                }
            });
            // Should a caller fail before its first result, its own error is to be seen and not this wait.
            await Task.WhenAny(callers, Task.Run(() => started.Wait(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken));
            session.Dispose();
            await callers;
            Assert.Equal(live, NativeBuffer.LiveCount);
        }
    }

    [Fact]
    public async Task A_cancelled_call_ends_alone()
    {
        ModelSessionOptions webGpu = OnWebGpu();
        byte[] model = TestModel.Slow(products: 12);
        float[] expected = Products(model, new ModelSessionOptions { Providers = ProviderSelection.Cpu, Threads = 1 });
        int cancelled = 0, finished = 0;
        using ModelSession session = ModelSession.Load(model, "products", webGpu);
        AssertClose(expected, Products(session, CancellationToken.None));
        await InParallel(caller =>
        {
            for (int i = 0; i < 8; i++)
            {
                using var source = new CancellationTokenSource();
                bool mayCancel = caller % 2 == 0;
                // Some before they start, some waiting for their turn, some in the middle.
                if (mayCancel && i % 4 == 0) source.Cancel();
                else if (mayCancel) source.CancelAfter(TimeSpan.FromMilliseconds(i * caller));
                try
                {
                    AssertClose(expected, Products(session, source.Token));
                    Interlocked.Increment(ref finished);
                }
                catch (OperationCanceledException e) when (mayCancel)
                {
                    Assert.Equal(source.Token, e.CancellationToken);
                    Interlocked.Increment(ref cancelled);
                }
            }
        });
        AssertClose(expected, Products(session, CancellationToken.None));
        output.WriteLine($"{cancelled} cancelled, {finished} finished");
        Assert.Equal(Callers * 8, cancelled + finished);
        // At the least the calls of those who never cancel, and those whose token was cancelled beforehand.
        Assert.InRange(finished, Callers * 4, Callers * 8);
        Assert.InRange(cancelled, Callers, Callers * 4);
    }

    [Theory]
    [InlineData("mnist.onnx", "")]
    [InlineData("yunet_n_dynamic.onnx", "1,3,32,64")]
    public void Every_output_of_a_real_model_agrees_with_the_CPU(string file, string shape)
    {
        string path = TestData.Path($"models/{file}");
        long[] sizes = [.. shape.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];
        using ModelSession gpu = ModelSession.Load(path, OnWebGpu());
        using ModelSession cpu = ModelSession.Load(path, new ModelSessionOptions { Providers = ProviderSelection.Cpu, Threads = 1 });
        double furthest = 0;
        for (int seed = 0; seed < 3; seed++)
        {
            using IoBinding onGpu = gpu.Rent();
            using IoBinding onCpu = cpu.Rent();
            foreach (IoBinding io in (ReadOnlySpan<IoBinding>)[onGpu, onCpu])
            {
                if (sizes.Length > 0) io.Input().Reshape(sizes);
                Fill(io.Input().AsSpan<float>(), seed);
                io.Run();
            }

            for (int i = 0; i < cpu.Outputs.Count; i++)
            {
                Assert.Equal(onCpu.Output(i).Shape, onGpu.Output(i).Shape);
                furthest = Math.Max(furthest, AssertClose(onCpu.Output(i).AsSpan<float>().ToArray(), onGpu.Output(i).AsSpan<float>().ToArray()));
            }
        }

        output.WriteLine($"{file}: furthest from the CPU {furthest:g3}");
    }

    [Fact]
    public void Runs_leave_no_native_memory()
    {
        int live = NativeBuffer.LiveCount;
        using (ModelSession session = ModelSession.Load(Dense(seed: 3), "long-lived", OnWebGpu()))
        {
            // The smallest native object, some 50 bytes, lost in each run would be 10 kB; a tensor lost would be more.
            Assert.InRange(Growth("200 runs", Round), long.MinValue, 8_000);

            void Round()
            {
                for (int i = 0; i < 200; i++) _ = Infer(session, Rows[i % Rows.Length], seed: i);
            }
        }

        Assert.Equal(live, NativeBuffer.LiveCount);
    }

    [Fact]
    public void Sessions_leave_no_more_native_memory_than_ONNX_Runtimes_own()
    {
        const int Sessions = 10;
        ModelSessionOptions webGpu = OnWebGpu();
        byte[] model = Dense(seed: 3);
        int live = NativeBuffer.LiveCount;
        // With the last session ONNX Runtime gives up the device too, and each new one would start it again.
        using ModelSession keepsDevice = ModelSession.Load(model, "long-lived", webGpu);
        // ONNX Runtime 1.29 keeps some 12 kB of each session on WebGPU for as long as the process lives.
        long bare = Growth("10 of ONNX Runtime's sessions", () =>
        {
            for (int i = 0; i < Sessions; i++)
            {
                using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, IntraOpNumThreads = 1 };
                options.AppendExecutionProvider("WebGPU");
                using var session = new InferenceSession(model, options);
                using OrtValue x = OrtValue.CreateTensorValueFromMemory(new float[32], [2, 16]);
                using var run = new RunOptions();
                using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, ["x"], [x], ["y"]);
            }
        });
        long ours = Growth("10 of ours", () =>
        {
            for (int i = 0; i < Sessions; i++)
            {
                using ModelSession session = ModelSession.Load(model, "passing", webGpu);
                _ = Infer(session, rows: 2, seed: i);
            }
        });
        // A whole session lost is 100 kB and more.
        Assert.InRange(ours, long.MinValue, Math.Max(bare, 0) + 250_000);
        Assert.Equal(live, NativeBuffer.LiveCount);
    }

    /// <summary>Bytes by which the native heap grew in the round in which it grew least; 0 where nobody counts them.</summary>
    /// <remarks>The driver's, the compiler's and the allocator's caches grow now and then; what is lost each time shows in every round.</remarks>
    private long Growth(string what, Action round)
    {
        for (int i = 0; i < 2; i++) round();
        long least = long.MaxValue;
        for (int i = 0; i < 4; i++)
        {
            long? before = Heap();
            round();
            long? after = Heap();
            output.WriteLine($"{what}: native heap {after - before:+#,0;-#,0;0} bytes");
            least = Math.Min(least, after - before ?? 0);
        }

        return least;
    }

    private static ModelSessionOptions OnWebGpu() => new() { Providers = Accelerators.RequireOrSkip("webgpu"), Threads = 1 };

    /// <summary>y = max(x · W, 0) + b over any number of rows, with W and b of the seed.</summary>
    private static byte[] Dense(int seed)
    {
        const int In = 16, Out = 12;
        var random = new Random(seed);
        float[] weights = [.. Enumerable.Range(0, In * Out).Select(_ => random.NextSingle() - 0.5f)];
        float[] bias = [.. Enumerable.Range(0, Out).Select(_ => random.NextSingle() * 10)];
        return new TestModel()
            .Input("x", TensorElementType.Float32, $"n,{In}")
            .Constant("w", $"{In},{Out}", weights)
            .Constant("b", $"{Out}", bias)
            .Node("MatMul", ["x", "w"], ["p"])
            .Node("Relu", ["p"], ["r"])
            .Node("Add", ["r", "b"], ["y"])
            .Output("y", TensorElementType.Float32, $"n,{Out}")
            .ToArray();
    }

    private static float[][] OnCpu(byte[] model, int rows)
    {
        using ModelSession session = ModelSession.Load(model, "reference", new ModelSessionOptions { Providers = ProviderSelection.Cpu, Threads = 1 });
        return [.. Enumerable.Range(0, Seeds).Select(seed => Infer(session, rows, seed))];
    }

    /// <param name="session">The session.</param>
    /// <param name="rows">Rows of 16; 0 where the model fixes its input.</param>
    /// <param name="seed">Of the input.</param>
    private static float[] Infer(ModelSession session, int rows, int seed)
    {
        using IoBinding io = session.Rent();
        if (rows > 0) io.Input().Reshape(rows, 16);
        Fill(io.Input().AsSpan<float>(), seed);
        io.Run();
        return io.Output().AsSpan<float>().ToArray();
    }

    private static float[] Products(byte[] model, ModelSessionOptions options)
    {
        using ModelSession session = ModelSession.Load(model, "reference", options);
        return Products(session, CancellationToken.None);
    }

    private static float[] Products(ModelSession session, CancellationToken cancellationToken)
    {
        using IoBinding io = session.Rent();
        io.Input().Reshape(48, 48);
        Span<float> input = io.Input().AsSpan<float>();
        for (int i = 0; i < input.Length; i++) input[i] = (i % 7 - 3) * 0.05f;
        io.Run(cancellationToken);
        return io.Output().AsSpan<float>().ToArray();
    }

    private static void Fill(Span<float> values, int seed)
    {
        var random = new Random(seed);
        foreach (ref float value in values) value = random.NextSingle();
    }

    private static double AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double furthest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double distance = Math.Abs(expected[i] - actual[i]);
            Assert.True(distance <= 1e-4 + 1e-3 * Math.Abs(expected[i]), $"element {i}: {actual[i]} instead of {expected[i]}");
            furthest = Math.Max(furthest, distance);
        }

        return furthest;
    }

    private static Task InParallel(Action<int> call) => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Factory.StartNew(
        () => call(caller), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private static long? Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return NativeHeap.BytesInUse();
    }
}
