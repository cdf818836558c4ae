using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace EdgeInfer.Cli.Commands;

/// <summary>Options whose value is a number in a range, with errors that say so in the user's words.</summary>
internal static class NumberOption
{
    /// <summary>0 to 1; null where the option is not given.</summary>
    public static Option<float?> Fraction(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = static result =>
        {
            if (float.TryParse(Text(result), NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && value is >= 0 and <= 1) return value;
            result.AddError($"{Name(result)} {Text(result)}: expected a number from 0 to 1, such as 0.5.");
            return null;
        },
    };

    /// <summary>−1 to 1; null where the option is not given.</summary>
    public static Option<float?> Similarity(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = static result =>
        {
            if (float.TryParse(Text(result), NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && value is >= -1 and <= 1) return value;
            result.AddError($"{Name(result)} {Text(result)}: expected a number from -1 to 1, such as 0.45.");
            return null;
        },
    };

    /// <summary>1 or more; null where the option is not given.</summary>
    public static Option<int?> Count(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = static result =>
        {
            if (int.TryParse(Text(result), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value >= 1) return value;
            result.AddError($"{Name(result)} {Text(result)}: expected a whole number of at least 1.");
            return null;
        },
    };

    private static string Text(ArgumentResult result) => result.Tokens[0].Value;

    private static string Name(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}
