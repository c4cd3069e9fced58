namespace Vectorizer.Server.Api.Problems;

/// <summary>Ends a request with a problem.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public ProblemException(ProblemKind kind, string detail)
        : this(new Problem(kind, detail))
    {
    }

    /// <summary>The answer that the caller gets.</summary>
    public Problem Problem => problem;
}
