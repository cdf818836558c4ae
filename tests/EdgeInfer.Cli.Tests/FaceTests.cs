using System.Text.Json;

namespace EdgeInfer.Cli.Tests;

public sealed class FaceTests
{
    private static string Detector => TestData.Path("models/yunet_n_dynamic.onnx");

    private static string Boxes => TestData.Path("models/ultraface_rfb_320.onnx");

    private static string Landmarks => TestData.Path("models/pfld_ghostone_112.onnx");

    private static string Embedder => TestData.Path("models/mobilefacenet_112.onnx");

    private static string Cafe => TestData.Path("images/faces_cafe.jpg");

    [Theory]
    [InlineData("face")]
    [InlineData("face", "detect")]
    public void Json_follows_the_contract(params string[] command)
    {
        ToolResult result = Tool.Run([.. command, Cafe, "--model", Detector, "--json"]).AssertDone();

        Assert.Equal("", result.Error);
        JsonElement faces = JsonContract.AssertPicture(Assert.Single(result.Json().EnumerateArray()), Cafe, 1000, 750, "yunet_n_dynamic.onnx", "faces");
        Assert.Equal(3, faces.GetArrayLength());
        foreach (JsonElement face in faces.EnumerateArray())
        {
            Assert.Equal(["score", "x1", "y1", "x2", "y2", "landmarks"], JsonContract.Names(face));
            Assert.InRange(face.GetProperty("score").GetDouble(), 0.5, 1);
            Assert.True(face.GetProperty("x1").GetDouble() < face.GetProperty("x2").GetDouble());
            AssertPoints(face, 5);
        }
    }

    [Fact]
    public void Further_models_add_landmarks_and_embeddings()
    {
        JsonElement one = Run("face", "detect", Cafe, "-m", Boxes, "--json");
        Assert.All(one.GetProperty("faces").EnumerateArray(), static f => AssertPoints(f, 0));

        JsonElement all = Run("face", "detect", Cafe, "-m", Boxes, "--landmarks", Landmarks, "--embedder", Embedder, "--json");
        foreach (JsonElement face in all.GetProperty("faces").EnumerateArray())
        {
            Assert.Equal(["score", "x1", "y1", "x2", "y2", "landmarks", "embedding"], JsonContract.Names(face));
            AssertPoints(face, 98);
            double[] vector = [.. face.GetProperty("embedding").EnumerateArray().Select(static v => v.GetDouble())];
            Assert.Equal(128, vector.Length);
            Assert.Equal(1, vector.Sum(static v => v * v), 1e-4);
        }

        static JsonElement Run(params string[] call) => Assert.Single(Tool.Run(call).AssertDone().Json().EnumerateArray());
    }

    [Fact]
    public void Text_names_faces_and_the_picture_is_annotated()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Tool.Run("face", "detect", Cafe, "-m", Detector, "--conf", "0.86", "--out", folder.File("cafe.png")).AssertDone();
        string[] lines = result.Output.Split('\n');
        Assert.Matches(@"faces_cafe\.jpg \(1000×750\): 2 faces, [0-9.]+ ms$", lines[0]);
        Assert.Matches(@"^ +\d+\.\d%  x +[0-9.]+ … +[0-9.]+  y +[0-9.]+ … +[0-9.]+  5 landmarks$", lines[1]);
        Assert.True(new FileInfo(folder.File("cafe.png")).Length > 100_000);
    }

    [Fact]
    public void Two_pictures_are_compared()
    {
        ToolResult same = Verify("id_dad1", "id_dad3"), other = Verify("id_dad1", "id_mom1");
        Assert.Contains(": same person, 0.84 (from 0.45 on)", same.Output);
        Assert.Contains(": different people, -0.08 (from 0.45 on)", other.Output);

        JsonElement json = Verify("id_dad1", "id_dad3", "--json", "--threshold", "0.9").Json();
        Assert.Equal(["same_person", "similarity", "threshold", "faces"], JsonContract.Names(json));
        Assert.False(json.GetProperty("same_person").GetBoolean());
        Assert.Equal(0.9, json.GetProperty("threshold").GetDouble(), 1e-6);
        Assert.Equal(["image", "score", "x1", "y1", "x2", "y2", "landmarks"], JsonContract.Names(json.GetProperty("faces")[1]));

        static ToolResult Verify(string a, string b, params string[] options) =>
            Tool.Run(["face", "verify", Picture(a), Picture(b), "-m", Detector, "--embedder", Embedder, .. options]).AssertDone();
    }

    [Fact]
    public void People_are_enrolled_identified_listed_and_removed()
    {
        using var folder = new TemporaryFolder();
        string gallery = folder.File("family.faces");
        ToolResult enrolled = Enrol("dad", "id_dad1", "id_dad3");
        Assert.Equal($"dad: 2 faces added, 2 in all; {gallery} holds 1 person.\n", enrolled.Output);
        JsonElement json = Enrol("mom", "id_mom1", "--json").Json();
        Assert.Equal(["gallery", "name", "faces", "embeddings", "people"], JsonContract.Names(json));
        Assert.Equal((1, 2), (json.GetProperty("embeddings").GetInt32(), json.GetProperty("people").GetInt32()));

        JsonElement pictures = Tool.Run("face", "identify", Picture("id_dad2"), Picture("id_mom2"), Cafe, "-g", gallery, "-m", Detector, "--embedder", Embedder, "--json").AssertDone().Json();
        Assert.Equal(["dad", "mom"], pictures.EnumerateArray().Take(2).Select(static p => p.GetProperty("faces")[0].GetProperty("matches")[0].GetProperty("name").GetString()));
        Assert.All(pictures[2].GetProperty("faces").EnumerateArray(), static f => Assert.Equal(0, f.GetProperty("matches").GetArrayLength()));
        string text = Tool.Run("face", "identify", Picture("id_dad2"), "-g", gallery, "-m", Detector, "--embedder", Embedder, "--top", "5", "--threshold", "-1").AssertDone().Output;
        Assert.Matches(@"dad 0\.8\d, mom -?0\.\d\d\n$", text);

        JsonElement list = Tool.Run("face", "list", "-g", gallery, "--json").AssertDone().Json();
        Assert.Equal(["gallery", "model_sha256", "dimension", "people"], JsonContract.Names(list));
        Assert.Equal($"dad  2\nmom  1\n", Tool.Run("face", "list", "-g", gallery).AssertDone().Output);
        Assert.Equal($"dad removed from {gallery}: 2 faces.\n", Tool.Run("face", "remove", "-g", gallery, "-n", "dad").AssertDone().Output);
        Tool.Run("face", "remove", "-g", gallery, "-n", "dad").AssertRefused(2, "--name dad: nobody of that name");
        Assert.Equal("mom  1\n", Tool.Run("face", "list", "-g", gallery).AssertDone().Output);

        ToolResult Enrol(string name, params string[] rest) => Tool.Run(
            ["face", "enrol", .. rest.Where(static r => r[0] != '-').Select(Picture), "-g", gallery, "-n", name, "-m", Detector, "--embedder", Embedder, .. rest.Where(static r => r[0] == '-')]).AssertDone();
    }

    [Fact]
    public void Pictures_that_do_not_show_one_face_enrol_nobody()
    {
        using var folder = new TemporaryFolder();
        string gallery = folder.File("g");
        Enrol(Picture("id_dad1"), Cafe).AssertRefused(2, "3 faces found in", "faces_cafe.jpg, enrolment takes one", "--largest");
        Enrol(TestFiles.Coffee).AssertRefused(2, "no face found in", "coffee.png", "--conf (now 0.5)");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        Enrol(Cafe, "--largest").AssertDone();
        Assert.True(File.Exists(gallery));

        ToolResult Enrol(params string[] rest) => Tool.Run(["face", "enrol", "-g", gallery, "-n", "dad", "-m", Detector, "--embedder", Embedder, .. rest]);
    }

    [Fact]
    public void Galleries_that_are_damaged_or_another_models_are_refused()
    {
        using var folder = new TemporaryFolder();
        string[] identify = ["face", "identify", Picture("id_dad1"), "-m", Detector, "--embedder", Embedder, "-g"];
        Tool.Run([.. identify, folder.File("none")]).AssertRefused(2, "no such gallery");
        Tool.Run([.. identify, folder.Write("text", "no gallery, but quite a long text all the same, as long as the smallest gallery is, and longer"u8)]).AssertRefused(2, "this is no face gallery");

        string gallery = folder.File("g");
        Tool.Run("face", "enrol", Picture("id_dad1"), "-g", gallery, "-n", "dad", "-m", Detector, "--embedder", Embedder).AssertDone();
        byte[] bytes = File.ReadAllBytes(gallery);
        bytes[^40] ^= 1;
        Tool.Run([.. identify, folder.Write("damaged", bytes)]).AssertRefused(2, "checksum does not match");
    }

    [Fact]
    public void Calls_that_make_no_sense_are_refused()
    {
        Tool.Run("face", "verify", Picture("id_dad1"), "-m", Detector, "--embedder", Embedder).AssertRefused(2, "compares two pictures, 1 are given");
        Tool.Run("face", "verify", Cafe, Picture("id_dad1"), "-m", Detector, "--embedder", Embedder).AssertRefused(2, "a comparison takes one");
        Tool.Run("face", "verify", Picture("id_dad1"), Picture("id_dad2"), "-m", Detector).AssertRefused(2, "--embedder", "edgeinfer face verify --help");
        Tool.Run("face", "verify", Picture("id_dad1"), Picture("id_dad2"), "-m", Boxes, "--embedder", Embedder).AssertRefused(3, "there is no landmark model");
        Tool.Run("face", "verify", Picture("id_dad1"), Picture("id_dad2"), "-m", Detector, "--embedder", Embedder, "--out", "x.png").AssertRefused(2, "'face verify' draws nothing");
        Tool.Run("face", "identify", Cafe, "-m", Detector, "--embedder", Embedder).AssertRefused(2, "--gallery");
        Tool.Run("face", "identify", Cafe, "-m", Detector, "--embedder", Embedder, "-g", "g", "--threshold", "2").AssertRefused(2, "--threshold 2: expected a number from -1 to 1");
        Tool.Run("face", "enrol", Cafe, "-m", Detector, "--embedder", Embedder, "-g", "g", "-n", "").AssertRefused(2, "--name: expected");
        Tool.Run("face", Cafe, "-m", TestFiles.Yolox).AssertRefused(3, "finds no class called 'face'");
        Tool.Run("face", Cafe, "-m", Detector, "--landmarks", Embedder).AssertRefused(3, "is a model for 'embed'");
        Tool.Run("face", Cafe).AssertRefused(2, "--model", "edgeinfer face --help");
    }

    [Fact]
    public void Pictures_have_vectors()
    {
        JsonElement picture = Assert.Single(Tool.Run("embed", Picture("id_dad1"), "-m", Embedder, "--normalize", "--json").AssertDone().Json().EnumerateArray());
        JsonElement vector = JsonContract.AssertPicture(picture, Picture("id_dad1"), 203, 241, "mobilefacenet_112.onnx", "embedding");
        Assert.Equal(1, vector.EnumerateArray().Sum(static v => v.GetDouble() * v.GetDouble()), 1e-4);
        Assert.Contains("128 numbers, length ", Tool.Run("embed", Picture("id_dad1"), "-m", Embedder).AssertDone().Output);
        Tool.Run("embed", Picture("id_dad1"), "-m", Embedder, "--out", "x.png").AssertRefused(2, "'embed' draws nothing");
        Tool.Run("embed", Picture("id_dad1"), "-m", TestFiles.Yolox).AssertRefused(3, "is a model for 'detect'");
    }

    private static string Picture(string name) => TestData.Path($"images/{name}.jpg");

    private static void AssertPoints(JsonElement face, int count)
    {
        JsonElement points = face.GetProperty("landmarks");
        Assert.Equal(count, points.GetArrayLength());
        Assert.All(points.EnumerateArray(), static p => Assert.Equal(2, p.GetArrayLength()));
    }
}
