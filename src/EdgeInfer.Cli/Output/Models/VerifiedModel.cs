using EdgeInfer.Models;

namespace EdgeInfer.Cli.Output;

/// <summary>What hashing a model has shown.</summary>
internal sealed record VerifiedModel(string Name, StoredModelState State, bool Removed)
{
    public static void WriteText(TextWriter text, IReadOnlyList<VerifiedModel> models)
    {
        int width = models.Max(static m => m.Name.Length);
        foreach (VerifiedModel model in models) text.WriteLine($"{model.Name.PadRight(width)}  {Words(model)}");
    }

    public static void WriteJson(IReadOnlyList<VerifiedModel> models) => ModelListReport.WriteArray(json =>
    {
        foreach (VerifiedModel model in models)
        {
            json.WriteStartObject();
            json.WriteString("name", model.Name);
            json.WriteString("state", model.State switch { StoredModelState.Intact => "ok", StoredModelState.Damaged => "damaged", _ => "absent" });
            json.WriteBoolean("removed", model.Removed);
            json.WriteEndObject();
        }
    });

    private static string Words(VerifiedModel model) => model.State switch
    {
        StoredModelState.Intact => "OK",
        StoredModelState.Damaged when model.Removed => "damaged, removed",
        StoredModelState.Damaged => $"damaged; 'edgeinfer models pull {model.Name}' downloads it again",
        _ => "absent",
    };
}
