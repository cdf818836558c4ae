using System.Collections.Concurrent;

namespace EdgeInfer.Sessions;

/// <summary>The child's side: does what it is asked for until its parent closes the pipe.</summary>
internal sealed class TrialServer(Stream input, Stream output, TrialFault? fault, Action onParentGone)
{
    private readonly BlockingCollection<(TrialRequest Request, TrialSetup? Setup)> _requests = [];

    public void Run()
    {
        // The provider may hang on this thread; another one sees that the parent has gone.
        new Thread(ReadAll) { IsBackground = true }.Start();
        TrialBench? bench = null;
        foreach ((TrialRequest request, TrialSetup? setup) in _requests.GetConsumingEnumerable())
        {
            if (setup is not null) bench = new TrialBench(setup) { Fault = fault };
            else if (bench is not null && Answer(bench, request) is { } reply) TrialWire.Send(output, reply);
        }
    }

    private static TrialReply? Answer(TrialBench bench, TrialRequest request)
    {
        try
        {
            if (request.Open is { } open) return new TrialReply { Opened = bench.Open(open.Id, open.Settings, CancellationToken.None) };
            if (request.Time is { } time) return new TrialReply { Timed = bench.Time(time.Id, time.Runs, time.WarmUp, CancellationToken.None) };
            if (request.Close is { } id) bench.Close(id);
            return null;
        }
        catch (TrialException e)
        {
            return new TrialReply { Problem = e.Status, Reason = e.Message };
        }
    }

    private void ReadAll()
    {
        try
        {
            while (TrialWire.Read(input) is { } request) _requests.Add((request, request.Begin is { } begin ? ReadSetup(begin) : null));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            // As good as gone.
        }

        onParentGone();
    }

    private TrialSetup ReadSetup(TrialBegin begin)
    {
        var outputs = new ReferenceOutput[begin.Reference.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            TrialBlock block = begin.Reference[i];
            byte[] data = new byte[block.Bytes];
            input.ReadExactly(data);
            outputs[i] = new ReferenceOutput(block.Type, block.Shape, data);
        }

        var options = new ModelSessionOptions { Policy = begin.Policy, Threads = begin.Threads, ConfigEntries = begin.ConfigEntries };
        return new TrialSetup(ModelContent.OfFile(begin.Model), options, begin.InputShapes, new TrialReference(outputs, begin.Precision));
    }
}
