namespace Vectorizer.Engine.Tests.Kernels;

/// <summary>The pair sums by name, as test cases show them.</summary>
public enum Step
{
    DotProduct,
    SquaredDifference,
    AbsoluteDifference,
}
