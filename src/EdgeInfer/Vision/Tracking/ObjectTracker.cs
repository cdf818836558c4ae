using System.Buffers;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>Follows objects through a video: gives each detection the number of the object it belongs to.</summary>
/// <remarks>
/// ByteTrack (Y. Zhang et al., "ByteTrack: Multi-Object Tracking by Associating Every Detection Box", 2022): each object's next
/// place is predicted by a Kalman filter; sure detections are paired with the objects they overlap, at the least cost in
/// all; unsure ones then keep alive what is left. One tracker a video; not thread-safe. Give it every frame, the empty ones,
/// too: it counts them.
/// </remarks>
public sealed class ObjectTracker
{
    private const float UnsureMinIoU = 0.5f, UnconfirmedMinIoU = 0.3f;

    private readonly ObjectTrackerOptions _options;
    private readonly List<Track> _tracks = [];
    private readonly List<Track> _pool = [];
    private readonly List<Detection> _sure = [];
    private readonly List<Detection> _unsure = [];
    private int _frame;
    private int _lastId;

    /// <param name="options">Null means <see cref="ObjectTrackerOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public ObjectTracker(ObjectTrackerOptions? options = null)
    {
        _options = options ?? ObjectTrackerOptions.Default;
        _options.Validate();
    }

    /// <summary>Frames given so far.</summary>
    public int FrameCount => _frame;

    /// <summary>Different objects seen so far: the highest number given out.</summary>
    public int ObjectCount => _lastId;

    /// <summary>Objects that are followed now, those out of sight included.</summary>
    public int FollowedCount => _tracks.Count(static t => t.Id > 0);

    /// <summary>The next frame.</summary>
    /// <param name="detections">What was found in it, in any order; boxes in pixels of the frame.</param>
    /// <returns>Those of them that belong to an object, by its number, rising.</returns>
    public IReadOnlyList<TrackedObject> Update(IReadOnlyList<Detection> detections)
    {
        ArgumentNullException.ThrowIfNull(detections);
        _frame++;
        Sort(detections);
        foreach (Track track in _tracks) track.Predict(_frame);

        // Sure detections first, with everything followed, lost or not; a high score makes a pair cheaper.
        Take(static t => t.Id > 0);
        Match(_sure, 1 - _options.MinIoU, weighByScore: true);
        // What is half hidden scores low: it may keep an object that was there a frame ago, but start none.
        _pool.RemoveAll(t => t.LastFrame != _frame - 1);
        Match(_unsure, 1 - UnsureMinIoU, weighByScore: false);
        // What was seen once only is believed when it is seen again.
        Take(static t => t.Id == 0);
        Match(_sure, 1 - UnconfirmedMinIoU, weighByScore: true);
        _tracks.RemoveAll(t => t.Id == 0 ? t.LastFrame != _frame : _frame - t.LastFrame > _options.MaxLostFrames);

        foreach (Detection detection in _sure)
        {
            if (detection.Score >= _options.NewObjectScore) _tracks.Add(new Track(in detection, _frame));
        }

        return Seen();
    }

    /// <summary>Forgets everything, for another video. Numbers start at 1 again.</summary>
    public void Reset()
    {
        _tracks.Clear();
        (_frame, _lastId) = (0, 0);
    }

    private void Sort(IReadOnlyList<Detection> detections)
    {
        _sure.Clear();
        _unsure.Clear();
        for (int i = 0; i < detections.Count; i++)
        {
            Detection detection = detections[i];
            // One box that is none would stay in its object's filter for good. Scores are compared so that NaN goes, too.
            if (!float.IsFinite(detection.Box.Area)) continue;
            if (detection.Score >= _options.SureScore) _sure.Add(detection);
            else if (detection.Score >= _options.LowScore) _unsure.Add(detection);
        }
    }

    private void Take(Func<Track, bool> wanted)
    {
        _pool.Clear();
        foreach (Track track in _tracks)
        {
            if (wanted(track)) _pool.Add(track);
        }
    }

    /// <summary>Pairs the pool with detections; what finds its partner leaves both lists.</summary>
    private void Match(List<Detection> detections, float limit, bool weighByScore)
    {
        int rows = _pool.Count, columns = detections.Count;
        if (rows == 0 || columns == 0) return;
        float[] costs = ArrayPool<float>.Shared.Rent(rows * columns);
        int[] columnOfRow = ArrayPool<int>.Shared.Rent(rows);
        try
        {
            for (int row = 0; row < rows; row++)
            {
                Track track = _pool[row];
                BoundingBox expected = track.Predicted;
                for (int column = 0; column < columns; column++)
                {
                    Detection detection = detections[column];
                    float overlap = _options.ClassAware && detection.ClassId != track.Last.ClassId ? 0 : expected.IoU(detection.Box);
                    costs[row * columns + column] = overlap > 0 ? 1 - overlap * (weighByScore ? detection.Score : 1) : float.PositiveInfinity;
                }
            }

            LinearAssignment.Run(costs.AsSpan(0, rows * columns), rows, columns, limit, columnOfRow.AsSpan(0, rows));
            // From the back, so that what is removed moves nothing that is still to come.
            for (int row = rows - 1; row >= 0; row--)
            {
                if (columnOfRow[row] < 0) continue;
                _pool[row].Correct(detections[columnOfRow[row]], _frame);
                _pool.RemoveAt(row);
            }

            Array.Sort(columnOfRow, 0, rows);
            for (int row = rows - 1; row >= 0 && columnOfRow[row] >= 0; row--) detections.RemoveAt(columnOfRow[row]);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(costs);
            ArrayPool<int>.Shared.Return(columnOfRow);
        }
    }

    private TrackedObject[] Seen()
    {
        int count = 0;
        foreach (Track track in _tracks)
        {
            if (track.LastFrame != _frame) continue;
            // In the first frame there is nothing yet to mistake an object for.
            if (track.Id == 0 && (track.Hits >= _options.MinFrames || _frame == 1)) track.Id = ++_lastId;
            if (track.Id > 0) count++;
        }

        var seen = new TrackedObject[count];
        foreach (Track track in _tracks)
        {
            if (track.Id > 0 && track.LastFrame == _frame) seen[--count] = new(track.Id, track.Last, _frame - track.FirstFrame + 1, track.Velocity);
        }

        Array.Sort(seen, static (a, b) => a.Id.CompareTo(b.Id));
        return seen;
    }
}
