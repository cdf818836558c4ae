using System.Numerics;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Tracking;

/// <summary>Synthetic motion: who is who is known.</summary>
public sealed class ObjectTrackerTests
{
    [Fact]
    public void Objects_that_pass_each_other_keep_their_numbers()
    {
        var tracker = new ObjectTracker();
        var numbers = new Dictionary<string, HashSet<int>>();
        for (int frame = 0; frame < 60; frame++)
        {
            // One from the left, one from the right, half a height apart; one that stands still.
            foreach (TrackedObject seen in tracker.Update([At("a", 10 + 6 * frame, 100), At("b", 370 - 6 * frame, 130), At("c", 600, 300)]))
                (numbers.TryGetValue(seen.Detection.Label, out HashSet<int>? set) ? set : numbers[seen.Detection.Label] = []).Add(seen.Id);
        }

        Assert.All(numbers.Values, static set => Assert.Single(set));
        Assert.Equal(3, numbers.Values.Select(static set => set.Single()).Distinct().Count());
        Assert.Equal((3, 60), (tracker.ObjectCount, tracker.FrameCount));
    }

    [Fact]
    public void An_object_that_comes_back_where_it_was_heading_gets_its_number_back()
    {
        var tracker = new ObjectTracker();
        int? id = null;
        for (int frame = 0; frame < 50; frame++)
        {
            bool hidden = frame is >= 20 and < 32;
            IReadOnlyList<TrackedObject> seen = tracker.Update(hidden ? [] : [At("a", 10 + 5 * frame, 100)]);
            if (hidden)
            {
                Assert.Empty(seen);
                continue;
            }

            id ??= seen[0].Id;
            Assert.Equal(id, Assert.Single(seen).Id);
            Assert.Equal(frame + 1, seen[0].Frames);
        }
    }

    [Fact]
    public void After_too_long_it_is_another_object()
    {
        var tracker = new ObjectTracker(new ObjectTrackerOptions { MaxLostFrames = 5 });
        Assert.Equal(1, Assert.Single(tracker.Update([At("a", 100, 100)])).Id);
        for (int frame = 0; frame < 6; frame++) tracker.Update([]);
        Assert.Equal(0, tracker.FollowedCount);
        Assert.Empty(tracker.Update([At("a", 100, 100)]));
        Assert.Equal(2, Assert.Single(tracker.Update([At("a", 100, 100)])).Id);
    }

    [Fact]
    public void Unsure_detections_keep_an_object_alive_but_start_none()
    {
        var tracker = new ObjectTracker();
        tracker.Update([At("a", 100, 100)]);
        for (int frame = 0; frame < 5; frame++)
        {
            TrackedObject seen = Assert.Single(tracker.Update([At("a", 100, 100, score: 0.2f), At("b", 400, 100, score: 0.2f), At("c", 600, 100, score: float.NaN)]));
            Assert.Equal((1, 0.2f), (seen.Id, seen.Detection.Score));
        }
    }

    [Fact]
    public void What_is_seen_once_only_gets_no_number()
    {
        var tracker = new ObjectTracker();
        tracker.Update([At("a", 100, 100)]);
        Assert.Equal([1], tracker.Update([At("a", 100, 100), At("flicker", 500, 100)]).Select(static t => t.Id));
        Assert.Equal([1], tracker.Update([At("a", 100, 100)]).Select(static t => t.Id));
        Assert.Equal([1], tracker.Update([At("a", 100, 100), At("b", 500, 100)]).Select(static t => t.Id));
        Assert.Equal([1, 2], tracker.Update([At("a", 100, 100), At("b", 500, 100)]).Select(static t => t.Id));
    }

    [Fact]
    public void An_object_keeps_its_class_unless_told_otherwise()
    {
        Assert.Equal([1, 2], Ids(new ObjectTracker()));
        Assert.Equal([1, 1], Ids(new ObjectTracker(new() { ClassAware = false })));

        static IEnumerable<int> Ids(ObjectTracker tracker)
        {
            int first = tracker.Update([At("cat", 100, 100)])[0].Id;
            tracker.Update([At("dog", 100, 100, classId: 1)]);
            return [first, Assert.Single(tracker.Update([At("dog", 100, 100, classId: 1)])).Id];
        }
    }

    [Fact]
    public void Velocity_is_that_of_the_motion()
    {
        var tracker = new ObjectTracker();
        Vector2 velocity = default;
        for (int frame = 0; frame < 40; frame++) velocity = tracker.Update([At("a", 100 + 3 * frame, 200 - 2 * frame)])[0].Velocity;
        Assert.Equal(3, velocity.X, 0.05f);
        Assert.Equal(-2, velocity.Y, 0.05f);
    }

    /// <summary>Twenty objects that wander, with noise on every box, boxes that go missing and false ones.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_crowd_with_noise_rarely_loses_a_number(int seed)
    {
        const int objects = 20, frames = 200;
        var random = new Random(seed);
        var tracker = new ObjectTracker();
        (float X, float Y, float Dx, float Dy)[] walk = [.. Enumerable.Range(0, objects).Select(i => (60f + i % 5 * 250, 60f + i / 5 * 200, random.NextSingle() * 4 - 2, random.NextSingle() * 4 - 2))];
        var last = new int[objects];
        int switches = 0, followed = 0, present = 0;
        for (int frame = 0; frame < frames; frame++)
        {
            List<Detection> detections = [];
            for (int i = 0; i < objects; i++)
            {
                ref var o = ref walk[i];
                (o.X, o.Y) = (o.X + o.Dx, o.Y + o.Dy);
                if (o.X is < 40 or > 1240) o.Dx = -o.Dx;
                if (o.Y is < 40 or > 760) o.Dy = -o.Dy;
                if (random.Next(20) == 0) continue;
                present++;
                detections.Add(At($"{i}", o.X + Noise(), o.Y + Noise(), 0.55f + 0.4f * random.NextSingle()));
            }

            if (random.Next(4) == 0) detections.Add(At("false", 1300 * random.NextSingle(), 800 * random.NextSingle(), 0.65f));
            foreach (TrackedObject seen in tracker.Update(detections))
            {
                if (!int.TryParse(seen.Detection.Label, out int who)) continue;
                followed++;
                if (last[who] != 0 && last[who] != seen.Id) switches++;
                last[who] = seen.Id;
            }
        }

        Assert.True(followed > 0.97 * present, $"{followed} of {present} detections have a number");
        // Paths cross now and then, and noise can swap two objects where one covers the other.
        Assert.True(switches <= objects * frames / 200, $"{switches} switches");

        float Noise() => (random.NextSingle() - 0.5f) * 4;
    }

    [Fact]
    public void Reset_begins_another_video()
    {
        var tracker = new ObjectTracker();
        tracker.Update([At("a", 100, 100)]);
        tracker.Reset();
        Assert.Equal((0, 0, 0), (tracker.FrameCount, tracker.ObjectCount, tracker.FollowedCount));
        Assert.Equal(1, Assert.Single(tracker.Update([At("b", 500, 100)])).Id);
    }

    [Fact]
    public void Bad_options_are_named()
    {
        Assert.Equal("MinIoU", Assert.Throws<ArgumentOutOfRangeException>(static () => new ObjectTracker(new() { MinIoU = 2 })).ParamName);
        Assert.Equal("SureScore", Assert.Throws<ArgumentOutOfRangeException>(static () => new ObjectTracker(new() { SureScore = float.NaN })).ParamName);
        Assert.Throws<ArgumentException>(static () => new ObjectTracker(new() { LowScore = 0.6f }));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ObjectTracker(new() { MaxLostFrames = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ObjectTracker(new() { MinFrames = 0 }));
        Assert.Throws<ArgumentNullException>(static () => new ObjectTracker().Update(null!));
        Assert.Empty(new ObjectTracker().Update([new Detection(0, "nowhere", 0.9f, new(float.NaN, 0, 1, 1))]));
    }

    private static Detection At(string label, float x, float y, float score = 0.9f, int classId = 0) =>
        new(classId, label, score, BoundingBox.FromCenter(x, y, 40, 60));
}
