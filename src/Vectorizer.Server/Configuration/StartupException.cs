namespace Vectorizer.Server.Configuration;

/// <summary>Why the server cannot start, for whoever started it.</summary>
/// <param name="reasons">One line each, at least one.</param>
internal sealed class StartupException(params IReadOnlyList<string> reasons) : Exception(string.Join(Environment.NewLine, reasons))
{
    /// <summary>One line each.</summary>
    public IReadOnlyList<string> Reasons { get; } = reasons;
}
