namespace EdgeInfer.Kernels;

/// <summary>A row of a gallery and its score.</summary>
/// <param name="Row">From 0.</param>
/// <param name="Score">The higher the better; NaN where the row or the query holds NaN.</param>
internal readonly record struct SearchHit(int Row, float Score)
{
    /// <summary>A total order: the higher score, then the lower row; NaN comes after every number.</summary>
    public bool RanksAbove(SearchHit other)
    {
        if (Score > other.Score) return true;
        if (Score < other.Score) return false;
        bool nan = float.IsNaN(Score), otherNan = float.IsNaN(other.Score);
        return nan == otherNan ? Row < other.Row : otherNan;
    }
}
