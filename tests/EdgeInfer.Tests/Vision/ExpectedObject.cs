using System.Text.Json;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>An object that a reference implementation found.</summary>
/// <param name="Stable">Found whatever the resize filter, and well above the threshold: it must be found here too.</param>
internal sealed record ExpectedObject(int ClassId, string? Label, float Score, BoundingBox Box, bool Stable)
{
    public static ExpectedObject Read(JsonElement item, int classIdOfFaces)
    {
        JsonElement box = item.GetProperty("box");
        return new ExpectedObject(
            item.TryGetProperty("class_id", out JsonElement id) ? id.GetInt32() : classIdOfFaces,
            item.TryGetProperty("label", out JsonElement label) ? label.GetString() : "face",
            item.GetProperty("score").GetSingle(),
            new BoundingBox(box[0].GetSingle(), box[1].GetSingle(), box[2].GetSingle(), box[3].GetSingle()),
            item.TryGetProperty("stable", out JsonElement stable) && stable.GetBoolean());
    }

    public override string ToString() => new Detection(ClassId, Label ?? "", Score, Box).ToString();
}
