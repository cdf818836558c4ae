using System.Xml.Linq;

namespace EdgeInfer.Build.Verbs;

/// <summary>How the tests of all projects ended, read from the TRX files they left.</summary>
internal readonly record struct TestCounts(int Passed, int Failed, int Skipped)
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public int Total => Passed + Failed + Skipped;

    /// <summary>Counts single results: the counters in the file's summary leave out skipped tests.</summary>
    public static TestCounts Sum(string folder)
    {
        var sum = new TestCounts();
        if (!Directory.Exists(folder))
        {
            return sum;
        }

        foreach (string file in Directory.EnumerateFiles(folder, "*.trx", SearchOption.AllDirectories))
        {
            foreach (XElement result in XElement.Load(file).Elements(Trx + "Results").Elements(Trx + "UnitTestResult"))
            {
                sum = (string?)result.Attribute("outcome") switch
                {
                    "Passed" => sum with { Passed = sum.Passed + 1 },
                    "NotExecuted" => sum with { Skipped = sum.Skipped + 1 },
                    _ => sum with { Failed = sum.Failed + 1 },
                };
            }
        }

        return sum;
    }

    public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";
}
