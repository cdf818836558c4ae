using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

public sealed partial class PoseEstimator
{
    /// <summary>Finds the people in a picture and their joints.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>The people, best first, or in the detector's order; empty where there are none.</returns>
    /// <exception cref="ArgumentException">The picture is empty.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<Person> Estimate(ImageView image, CancellationToken cancellationToken = default) => Estimate(image, out _, cancellationToken);

    /// <inheritdoc cref="Estimate(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="timings">Receives where the time went; a detector's stages are counted too.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    public IReadOnlyList<Person> Estimate(ImageView image, out StageTimings timings, CancellationToken cancellationToken = default)
    {
        if (_topDown is null) return Model.Run<Reader, IReadOnlyList<Person>>(image, new(this), out timings, cancellationToken);
        BoundingBox[] boxes = FindPeople(image, out StageTimings finding, cancellationToken);
        Person[] people = _topDown.Estimate(image, boxes, out StageTimings posing, cancellationToken);
        timings = new(finding.Preprocess + posing.Preprocess, finding.Inference + posing.Inference, finding.Postprocess + posing.Postprocess);
        return people;
    }

    /// <summary>Finds the joints of people whose boxes are known; for models that are shown one person.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="people">Boxes in pixels of the picture; they may reach outside it.</param>
    /// <param name="cancellationToken">Stops between people and between the model's operators.</param>
    /// <returns>One person a box, in the order given.</returns>
    /// <exception cref="ArgumentException">The picture is empty, or a box is empty or not finite.</exception>
    /// <exception cref="InvalidOperationException">The model finds people itself: <see cref="IsTopDown"/> is false.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<Person> Estimate(ImageView image, IReadOnlyList<BoundingBox> people, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(people);
        if (_topDown is null)
            throw new InvalidOperationException($"{Session.Name} finds people itself and takes no boxes; call Estimate without them.");
        return _topDown.Estimate(image, [.. people], out _, cancellationToken);
    }

    /// <summary>Finds the people in many pictures: batched where the model takes several at once.</summary>
    /// <param name="images">Any sizes and formats; must stay as they are until the call returns.</param>
    /// <param name="cancellationToken">Stops between pictures, stages and the model's operators.</param>
    /// <returns>One list a picture, in the order given.</returns>
    /// <exception cref="ArgumentException">A picture is null.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<IReadOnlyList<Person>> Estimate(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default)
    {
        if (_topDown is null) return Model.RunMany<Reader, IReadOnlyList<Person>>(images, new(this), cancellationToken);
        ArgumentNullException.ThrowIfNull(images);
        var people = new IReadOnlyList<Person>[images.Count];
        for (int i = 0; i < people.Length; i++)
        {
            if (images[i] is null) throw new ArgumentException($"Picture {i} is null.", nameof(images));
            people[i] = Estimate(images[i].AsView(), cancellationToken);
        }

        return people;
    }

    /// <summary>Finds the people in a picture on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>The people; empty where there are none.</returns>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public Task<IReadOnlyList<Person>> EstimateAsync(ImageBuffer image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Task.Run(() => Estimate(image.AsView(), cancellationToken), cancellationToken);
    }

    /// <summary>Finds the people in many pictures on a thread of the pool.</summary>
    /// <inheritdoc cref="Estimate(IReadOnlyList{ImageBuffer}, CancellationToken)"/>
    public Task<IReadOnlyList<IReadOnlyList<Person>>> EstimateAsync(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Task.Run(() => Estimate(images, cancellationToken), cancellationToken);
    }
}
