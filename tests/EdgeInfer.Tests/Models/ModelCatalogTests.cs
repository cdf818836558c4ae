using EdgeInfer.Models;

namespace EdgeInfer.Tests.Models;

public sealed class ModelCatalogTests
{
    [Fact]
    public void Every_entry_is_complete_and_valid()
    {
        Assert.True(ModelCatalog.All.Count >= 5);
        foreach (CatalogEntry entry in ModelCatalog.All)
        {
            ModelManifest manifest = ManifestReader.WithLabels(entry.Manifest, entry.Name, folder: null);
            ManifestRules.Check(manifest, entry.Name);
            Assert.Equal(entry.Name, manifest.Name);
            Assert.Matches("^[0-9a-f]{64}$", entry.Sha256);
            Assert.True(entry.Bytes > 0, entry.Name);
            Assert.False(string.IsNullOrEmpty(manifest.License), entry.Name);
            Assert.True(Uri.TryCreate(manifest.Source, UriKind.Absolute, out _), entry.Name);
            if (manifest.Task is ModelTask.Classify or ModelTask.Detect or ModelTask.TextRecognize) Assert.NotEmpty(manifest.Labels);
            Assert.Null(manifest.LabelsFile);
        }
    }

    [Fact]
    public void No_model_is_listed_twice()
    {
        Assert.Equal(ModelCatalog.All.Count, ModelCatalog.All.Select(static e => e.Sha256).Distinct().Count());
        Assert.Equal(ModelCatalog.All.Count, ModelCatalog.All.Select(static e => e.Name).Distinct().Count());
    }

    [Theory]
    [InlineData("coco-80", 80, "person", "toothbrush")]
    [InlineData("imagenet-1k", 1000, "tench, Tinca tinca", "toilet tissue, toilet paper, bathroom tissue")]
    public void Label_sets_are_whole(string name, int count, string first, string last)
    {
        IReadOnlyList<string> labels = LabelSets.Find(name)!;
        Assert.Equal((count, first, last), (labels.Count, labels[0], labels[^1]));
        Assert.DoesNotContain(labels, string.IsNullOrWhiteSpace);
    }

    [Fact]
    public void The_dictionary_of_PaddleOcrs_English_models_is_whole()
    {
        IReadOnlyList<string> dictionary = LabelSets.Find("ppocr-en")!;
        Assert.Equal(Enumerable.Range(' ', 95).Select(static c => ((char)c).ToString()).Order(StringComparer.Ordinal), dictionary.Order(StringComparer.Ordinal));
        Assert.Equal(("0", " "), (dictionary[0], dictionary[^1]));
    }

    [Fact]
    public void Unknown_label_sets_are_not_found()
    {
        Assert.Null(LabelSets.Find("coco"));
        Assert.Equal(["coco-80", "imagenet-1k", "voc-21", "ppocr-en"], LabelSets.Names);
    }
}
