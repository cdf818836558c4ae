using System.Diagnostics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>The ways to call a model: one picture, many pictures, without blocking the caller's thread.</summary>
internal sealed partial class VisionModel
{
    /// <summary>Beyond this a larger batch gains little and costs memory.</summary>
    private const int MaxBatch = 8;

    private volatile bool _refusesBatches;

    /// <summary>One picture on the caller's thread. Allocates the result and nothing else.</summary>
    public TResult Run<TReader, TResult>(ImageView image, TReader reader, out StageTimings timings, CancellationToken cancellationToken)
        where TReader : struct, IOutputReader<TResult>
    {
        cancellationToken.ThrowIfCancellationRequested();
        using IoBinding io = Session.Rent();
        long start = Stopwatch.GetTimestamp();
        ResizePlan plan = Preprocessor.Write(image, io);
        long prepared = Stopwatch.GetTimestamp();
        Run(io, cancellationToken);
        long inferred = Stopwatch.GetTimestamp();
        TResult result = Read<TReader, TResult>(reader, io, in plan, image.Width, image.Height, 0, 1);
        long done = Stopwatch.GetTimestamp();
        timings = new(Stopwatch.GetElapsedTime(start, prepared), Stopwatch.GetElapsedTime(prepared, inferred), Stopwatch.GetElapsedTime(inferred, done));
        return result;
    }

    /// <summary>
    /// Many pictures: batches of up to <see cref="MaxBatch"/> where the model's batch axis is free and the pictures give
    /// inputs of one shape; otherwise one after the other, the next one prepared while the model runs.
    /// </summary>
    /// <exception cref="ArgumentException">A picture is missing.</exception>
    public IReadOnlyList<TResult> RunMany<TReader, TResult>(IReadOnlyList<ImageBuffer> images, TReader reader, CancellationToken cancellationToken)
        where TReader : struct, IOutputReader<TResult>
    {
        ArgumentNullException.ThrowIfNull(images);
        for (int i = 0; i < images.Count; i++)
        {
            if (images[i] is null) throw new ArgumentException($"Picture {i} is null.", nameof(images));
        }

        var results = new TResult[images.Count];
        for (int from = 0; from < results.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = reader.ReadsBatches && !_refusesBatches ? BatchFrom(images, from) : 1;
            if (count > 1 && TryBatch(images, from, count, reader, results, cancellationToken))
            {
                from += count;
                continue;
            }

            int to = reader.ReadsBatches && !_refusesBatches ? from + 1 : results.Length;
            Pipeline(images, from, to, reader, results, cancellationToken);
            from = to;
        }

        return results;
    }

    /// <summary>One picture on a thread of the pool. The picture must stay as it is until the task ends.</summary>
    public Task<TResult> RunAsync<TReader, TResult>(ImageBuffer image, TReader reader, CancellationToken cancellationToken)
        where TReader : struct, IOutputReader<TResult>
    {
        ArgumentNullException.ThrowIfNull(image);
        return Task.Run(() => Run<TReader, TResult>(image, reader, out _, cancellationToken), cancellationToken);
    }

    /// <summary>Many pictures on a thread of the pool. They must stay as they are until the task ends.</summary>
    public Task<IReadOnlyList<TResult>> RunManyAsync<TReader, TResult>(IReadOnlyList<ImageBuffer> images, TReader reader, CancellationToken cancellationToken)
        where TReader : struct, IOutputReader<TResult>
    {
        ArgumentNullException.ThrowIfNull(images);
        return Task.Run(() => RunMany<TReader, TResult>(images, reader, cancellationToken), cancellationToken);
    }

    private TResult Read<TReader, TResult>(TReader reader, IoBinding io, in ResizePlan plan, int width, int height, int slot, int slots)
        where TReader : struct, IOutputReader<TResult>
    {
        using var outputs = new ModelOutputs(Session, io, slot, slots);
        return reader.Read(in outputs, in plan, width, height);
    }

    /// <returns>How many pictures from here on make one batch; 1 where the model takes one at a time.</returns>
    private int BatchFrom(IReadOnlyList<ImageBuffer> images, int from)
    {
        if (!Preprocessor.BatchIsFree) return 1;
        ResizePlan first = Preprocessor.Plan(images[from].Width, images[from].Height);
        int count = 1;
        while (count < MaxBatch && from + count < images.Count)
        {
            ResizePlan next = Preprocessor.Plan(images[from + count].Width, images[from + count].Height);
            if (next.InputWidth != first.InputWidth || next.InputHeight != first.InputHeight) break;
            count++;
        }

        return count;
    }

    /// <returns>False where the model says in its signature that any batch is fine, but cannot run this one: then it is not asked again.</returns>
    private bool TryBatch<TReader, TResult>(
        IReadOnlyList<ImageBuffer> images, int from, int count, TReader reader, TResult[] results, CancellationToken cancellationToken)
        where TReader : struct, IOutputReader<TResult>
    {
        using IoBinding io = Session.Rent();
        Span<ResizePlan> plans = stackalloc ResizePlan[MaxBatch];
        for (int slot = 0; slot < count; slot++) plans[slot] = Preprocessor.Write(images[from + slot], io, slot, count);
        try
        {
            Run(io, cancellationToken);
            for (int slot = 0; slot < count; slot++)
            {
                ImageBuffer image = images[from + slot];
                results[from + slot] = Read<TReader, TResult>(reader, io, in plans[slot], image.Width, image.Height, slot, count);
            }

            return true;
        }
        catch (EdgeInferException e) when (e is InferenceException or ModelMismatchException)
        {
            _refusesBatches = true;
            return false;
        }
    }

    private void Pipeline<TReader, TResult>(
        IReadOnlyList<ImageBuffer> images, int from, int to, TReader reader, TResult[] results, CancellationToken cancellationToken)
        where TReader : struct, IOutputReader<TResult>
    {
        Prepared current = Prepare(images[from]);
        try
        {
            for (int i = from; i < to; i++)
            {
                int next = i + 1;
                Task<Prepared>? ahead = next < to ? Task.Run(() => Prepare(images[next]), CancellationToken.None) : null;
                try
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Run(current.Io, cancellationToken);
                    results[i] = Read<TReader, TResult>(reader, current.Io, in current.Plan, images[i].Width, images[i].Height, 0, 1);
                }
                catch
                {
                    if (ahead is not null) Abandon(ahead);
                    throw;
                }

                current.Io.Dispose();
                current = ahead?.GetAwaiter().GetResult() ?? default;
            }
        }
        finally
        {
            current.Io.Dispose();
        }
    }

    private Prepared Prepare(ImageBuffer image)
    {
        IoBinding io = Session.Rent();
        try
        {
            return new Prepared(io, Preprocessor.Write(image, io));
        }
        catch
        {
            io.Dispose();
            throw;
        }
    }

    /// <summary>Waits for a picture that nobody wants any more, so that its buffers go back and nothing reads it later.</summary>
    private static void Abandon(Task<Prepared> ahead) => ahead.ContinueWith(
        static prepared =>
        {
            if (prepared.IsCompletedSuccessfully) prepared.Result.Io.Dispose();
            else _ = prepared.Exception;
        }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait(CancellationToken.None);

    /// <summary>A picture in the input of rented buffers.</summary>
    private readonly struct Prepared(IoBinding io, ResizePlan plan)
    {
        public readonly IoBinding Io = io;
        public readonly ResizePlan Plan = plan;
    }
}
