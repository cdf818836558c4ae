namespace EdgeInfer.Cli.Output;

/// <summary>Breaks a text between words.</summary>
internal static class WrappedText
{
    /// <returns>Lines of at most so many characters; a word that is longer, such as a path, has a line of its own.</returns>
    public static IEnumerable<string> Lines(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }
}
