using System.Text.Json;
using EdgeInfer.Models;

namespace EdgeInfer.Tests.Models;

public sealed class ModelCatalogTests
{
    [Fact]
    public void Every_entry_is_complete_and_valid()
    {
        Assert.True(ModelCatalog.All.Count >= 12);
        foreach (KnownModel entry in ModelCatalog.All)
        {
            ModelManifest manifest = entry.Manifest;
            ManifestRules.Check(manifest, entry.Name);
            Assert.Equal(entry.Name, manifest.Name);
            Assert.Matches("^[0-9a-f]{64}$", entry.Sha256);
            Assert.True(entry.SizeBytes > 0, entry.Name);
            Assert.False(string.IsNullOrEmpty(entry.License), entry.Name);
            Assert.Equal((entry.Name + ".onnx", manifest.Task), (entry.FileName, entry.Task));
            // A commit, not a branch: the file there stays what it is. Both are the same file of the same repository.
            Assert.Matches("^https://github.com/[^/]+/[^/]+/blob/[0-9a-f]{40}/.+$", entry.Page.AbsoluteUri);
            Assert.Matches("^https://(raw|media).githubusercontent.com/.+$", entry.Source.AbsoluteUri);
            Assert.EndsWith(entry.Page.AbsolutePath.Replace("/blob/", "/", StringComparison.Ordinal), entry.Source.AbsolutePath);
            if (manifest.Task is ModelTask.Classify or ModelTask.Detect or ModelTask.TextRecognize) Assert.NotEmpty(manifest.Labels);
            Assert.Null(manifest.LabelsFile);
        }
    }

    [Fact]
    public void No_model_is_listed_twice()
    {
        Assert.Equal(ModelCatalog.All.Count, ModelCatalog.All.Select(static e => e.Sha256).Distinct().Count());
        Assert.Equal(ModelCatalog.All.Count, ModelCatalog.All.Select(static e => e.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Models_are_found_by_name_and_near_names_suggested()
    {
        Assert.Equal("yolox_nano", ModelCatalog.Find("YOLOX_nano")!.Name);
        Assert.Null(ModelCatalog.Find("yolox_nan"));
        Assert.Equal("yolox_nano", ModelCatalog.Suggest("yolox-nan")[0].Name);
        Assert.Empty(ModelCatalog.Suggest("something else altogether"));
    }

    [Theory]
    [InlineData("https://github.com/owner/repository/blob/0123/folder/model v1.onnx", "https://raw.githubusercontent.com/owner/repository/0123/folder/model%20v1.onnx")]
    [InlineData("https://models.example/blob/model.onnx", "https://models.example/blob/model.onnx")]
    public void The_file_is_where_its_page_says(string page, string file) => Assert.Equal(file, PublishedFile.RawOf(new Uri(page)).AbsoluteUri);

    [Fact]
    public void The_models_of_the_test_data_are_those_of_the_catalogue()
    {
        using JsonDocument data = JsonDocument.Parse(File.ReadAllBytes(TestData.Path("manifest.json")));
        JsonElement[] models = [.. data.RootElement.EnumerateArray().Where(static f => f.GetProperty("file").GetString()!.EndsWith(".onnx", StringComparison.Ordinal))];
        Assert.NotEmpty(models);
        foreach (JsonElement model in models)
        {
            KnownModel known = Assert.Single(ModelCatalog.All, m => m.Sha256 == model.GetProperty("sha256").GetString());
            Assert.Equal(model.GetProperty("bytes").GetInt64(), known.SizeBytes);
            Assert.Equal($"https://github.com/{model.GetProperty("repo").GetString()}/blob/{model.GetProperty("commit").GetString()}/{model.GetProperty("path").GetString()}", known.Page.OriginalString);
        }
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
