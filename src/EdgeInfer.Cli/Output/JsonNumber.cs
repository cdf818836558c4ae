namespace EdgeInfer.Cli.Output;

/// <summary>Numbers as people and scripts want them: no 0.93000000715255737.</summary>
internal static class JsonNumber
{
    public static decimal Round(double value, int digits) => Math.Round((decimal)value, digits);
}
