using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class ResizePlanTests
{
    // int(side × ratio) in double precision, as YOLOX's preproc computes it.
    [Theory]
    [InlineData(768, 576, 416, 416, 416, 312)]
    [InlineData(640, 427, 416, 416, 416, 277)]
    [InlineData(600, 462, 416, 416, 416, 320)]
    [InlineData(1000, 3, 416, 416, 416, 1)]
    [InlineData(1, 1000, 416, 416, 1, 416)]
    [InlineData(10, 10, 416, 416, 416, 416)]
    public void Letterbox_at_the_top_left_truncates_as_Yolox_does(int width, int height, int inputWidth, int inputHeight, int resizedWidth, int resizedHeight)
    {
        ResizePlan plan = ResizePlan.Letterbox(width, height, inputWidth, inputHeight, PadPosition.TopLeft);

        Assert.Equal((resizedWidth, resizedHeight, 0, 0), (plan.ResizedWidth, plan.ResizedHeight, plan.Left, plan.Top));
        Assert.Equal((float)Math.Min((double)inputWidth / width, (double)inputHeight / height), plan.Transform.ScaleX);
        Assert.Equal(plan.Transform.ScaleX, plan.Transform.ScaleY);
    }

    // round() to even, the smaller half of an odd rest at the left and top: Ultralytics' LetterBox.
    [Theory]
    [InlineData(810, 1080, 640, 640, 480, 640, 80, 0)]
    [InlineData(1280, 720, 640, 640, 640, 360, 0, 140)]
    [InlineData(640, 427, 640, 640, 640, 427, 0, 106)]
    [InlineData(768, 513, 416, 416, 416, 278, 0, 69)]
    [InlineData(3, 2, 5, 5, 5, 3, 0, 1)]
    [InlineData(1, 4000, 640, 640, 1, 640, 319, 0)]
    public void Letterbox_in_the_centre_rounds_as_Ultralytics_does(
        int width, int height, int inputWidth, int inputHeight, int resizedWidth, int resizedHeight, int left, int top)
    {
        ResizePlan plan = ResizePlan.Letterbox(width, height, inputWidth, inputHeight, PadPosition.Center);

        Assert.Equal((resizedWidth, resizedHeight, left, top), (plan.ResizedWidth, plan.ResizedHeight, plan.Left, plan.Top));
        Assert.Equal((left, top), (plan.Transform.OffsetX, plan.Transform.OffsetY));
    }

    // torchvision: the longer side is int(short side × long ÷ short), the crop starts at round(rest ÷ 2) to even, and what
    // is too small gets the smaller half of its padding first.
    [Theory]
    [InlineData(640, 480, 224, 224, 256, 341, 256, -58, -16)]
    [InlineData(480, 640, 224, 224, 256, 256, 341, -16, -58)]
    [InlineData(300, 300, 224, 224, 224, 224, 224, 0, 0)]
    [InlineData(49, 98, 224, 224, 3, 3, 6, 110, 109)]
    [InlineData(6, 3, 224, 224, 256, 512, 256, -144, -16)]
    public void Centre_crop_resizes_the_shorter_side(
        int width, int height, int inputWidth, int inputHeight, int shortSide, int resizedWidth, int resizedHeight, int left, int top)
    {
        ResizePlan plan = ResizePlan.CenterCrop(width, height, inputWidth, inputHeight, shortSide);

        Assert.Equal((resizedWidth, resizedHeight, left, top), (plan.ResizedWidth, plan.ResizedHeight, plan.Left, plan.Top));
    }

    [Fact]
    public void Centre_crop_keeps_whole_multiples_exact()
    {
        for (int shorter = 1; shorter <= 300; shorter++)
        {
            for (int factor = 1; factor <= 7; factor++)
            {
                ResizePlan plan = ResizePlan.CenterCrop(shorter * factor, shorter, 224, 224, 256);
                Assert.Equal(256 * factor, plan.ResizedWidth);
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 32, 32, 32)]
    [InlineData(64, 33, 32, 64, 64)]
    [InlineData(1000, 664, 32, 1024, 672)]
    [InlineData(7, 5, 1, 7, 5)]
    public void Pad_rounds_sides_up(int width, int height, int multiple, int inputWidth, int inputHeight)
    {
        ResizePlan plan = ResizePlan.Pad(width, height, multiple);

        Assert.Equal((inputWidth, inputHeight, width, height, 0, 0), (plan.InputWidth, plan.InputHeight, plan.ResizedWidth, plan.ResizedHeight, plan.Left, plan.Top));
        Assert.Equal(new ImageTransform(1, 1, 0, 0), plan.Transform);
    }

    [Fact]
    public void Points_go_to_the_input_and_back()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int i = 0; i < 2000; i++)
        {
            int width = random.Next(1, 5000), height = random.Next(1, 5000), inputWidth = random.Next(8, 1300), inputHeight = random.Next(8, 1300);
            ResizePlan plan = random.Next(4) switch
            {
                0 => ResizePlan.Stretch(width, height, inputWidth, inputHeight),
                1 => ResizePlan.Letterbox(width, height, inputWidth, inputHeight, PadPosition.Center),
                2 => ResizePlan.Letterbox(width, height, inputWidth, inputHeight, PadPosition.TopLeft),
                _ => ResizePlan.Pad(width, height, 32),
            };
            ImageTransform transform = plan.Transform;
            float x = random.NextSingle() * width, y = random.NextSingle() * height;
            float inputX = x * transform.ScaleX + transform.OffsetX, inputY = y * transform.ScaleY + transform.OffsetY;
            string what = $"seed {seed}: {width}×{height} {plan}";

            // What lies in the picture lies in the input, but for the pixel that truncation cuts off.
            Assert.True(inputX >= -1 && inputX <= plan.InputWidth + 1 && inputY >= -1 && inputY <= plan.InputHeight + 1, what);
            Assert.True(Math.Abs(transform.ToOriginalX(inputX) - x) <= 1e-5f * (width + inputWidth / transform.ScaleX), what);
            Assert.True(Math.Abs(transform.ToOriginalY(inputY) - y) <= 1e-5f * (height + inputHeight / transform.ScaleY), what);
            Assert.InRange(plan.ResizedWidth, 1, plan.InputWidth);
            Assert.InRange(plan.ResizedHeight, 1, plan.InputHeight);
            Assert.InRange(plan.Left, 0, plan.InputWidth - plan.ResizedWidth);
            Assert.InRange(plan.Top, 0, plan.InputHeight - plan.ResizedHeight);
        }
    }

    // PaddleOCR's DetResizeForTest: int(side × ratio), then round(side ÷ 32) × 32 with Python's round to even, 32 at least.
    [Theory]
    [InlineData(727, 610, 960, 736, 608)]
    [InlineData(1680, 1048, 960, 960, 608)]
    [InlineData(900, 1200, 960, 704, 960)]
    [InlineData(16, 16, 960, 32, 32)]
    [InlineData(80, 48, 960, 64, 64)]
    [InlineData(10_000, 50, 960, 960, 32)]
    [InlineData(1, 1, 960, 32, 32)]
    [InlineData(2000, 1000, null, 1984, 992)]
    public void Stretched_to_multiples_both_sides_are_rounded(int width, int height, int? maxSide, int inputWidth, int inputHeight)
    {
        ResizePlan plan = ResizePlan.StretchToMultiple(width, height, maxSide, 32);

        Assert.Equal((inputWidth, inputHeight, inputWidth, inputHeight), (plan.InputWidth, plan.InputHeight, plan.ResizedWidth, plan.ResizedHeight));
        Assert.Equal((float)width, plan.Transform.ToOriginalX(inputWidth), 0.01f * width);
    }

    [Theory]
    [InlineData(325, 122, 192, 48, 192, 128)]
    [InlineData(432, 31, 192, 48, 192, 192)]
    [InlineData(100, 50, 192, 48, 192, 96)]
    [InlineData(101, 50, null, 48, 97, 97)]
    [InlineData(1, 5000, null, 32, 1, 1)]
    public void Fitted_to_the_height_the_width_is_rounded_up_and_limited(int width, int height, int? limit, int inputHeight, int inputWidth, int resizedWidth)
    {
        ResizePlan plan = ResizePlan.FitHeight(width, height, limit, inputHeight);

        Assert.Equal((inputWidth, inputHeight, resizedWidth, inputHeight, 0, 0), (plan.InputWidth, plan.InputHeight, plan.ResizedWidth, plan.ResizedHeight, plan.Left, plan.Top));
    }
}
