using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions.Tuning;

public sealed class TrialInputsTests
{
    [Theory]
    [InlineData("1,3,64,64", new long[] { 1, 3, 64, 64 })]
    [InlineData("n,3,h,w", new long[] { 1, 3, 224, 224 })]
    [InlineData("n,c,h,w", new long[] { 1, 3, 224, 224 })]
    [InlineData("?,?,?,3", new long[] { 1, 224, 224, 3 })]
    [InlineData("n,48", new long[] { 1, 48 })]
    [InlineData("n,t", new long[] { 1, 16 })]
    [InlineData("", new long[0])]
    public void Free_sizes_are_filled_as_pictures_have_them(string declared, long[] shape)
    {
        using ModelSession session = ModelSession.Load(TestModel.Identity(TensorElementType.Float32, declared), "m", new ModelSessionOptions { Tune = TuneOptions.Off });

        Assert.Equal(shape, Assert.Single(TrialInputs.Shapes(session, new Dictionary<string, long[]>())));
    }

    [Fact]
    public void A_size_given_for_one_input_holds_for_others_of_the_same_name()
    {
        byte[] model = new TestModel().Input("a", TensorElementType.Float32, "n,t").Input("b", TensorElementType.Float32, "n,t").Node("Add", ["a", "b"], ["y"]).Output("y", TensorElementType.Float32, "n,t").ToArray();
        using ModelSession session = ModelSession.Load(model, "m", new ModelSessionOptions { Tune = TuneOptions.Off });

        Assert.Equal([[2, 7], [2, 7]], TrialInputs.Shapes(session, new Dictionary<string, long[]> { ["b"] = [2, 7] }));
    }

    [Theory]
    [InlineData(TensorElementType.Float32)]
    [InlineData(TensorElementType.Float16)]
    [InlineData(TensorElementType.Float64)]
    [InlineData(TensorElementType.UInt8)]
    [InlineData(TensorElementType.Int32)]
    [InlineData(TensorElementType.Int64)]
    [InlineData(TensorElementType.Bool)]
    [InlineData(TensorElementType.String)]
    public void Every_type_of_input_is_fed_alike_each_time(TensorElementType type)
    {
        var model = ModelContent.OfBytes(TestModel.Identity(type, "1,8"), "m");
        using var one = new TrialSession(model, new TrialSettings("cpu"), new ModelSessionOptions(), new Dictionary<string, long[]>());
        using var two = new TrialSession(model, new TrialSettings("cpu", 1), new ModelSessionOptions(), new Dictionary<string, long[]>());
        one.RunOnce(CancellationToken.None);
        two.RunOnce(CancellationToken.None);

        TrialReference reference = one.Capture(TrialPrecision.Exact);
        Assert.Null(two.Difference(reference));
        Assert.Equal(type != TensorElementType.String, reference.IsComparable);
        if (type is TensorElementType.Float32) Assert.True(reference.Outputs[0].Data.Distinct().Count() > 4, "not all the same number");
    }
}
