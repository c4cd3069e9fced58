namespace Vectorizer.Abstractions.Errors;

/// <summary>A request that cannot be served, told in words for its caller.</summary>
[GenerateSerializer, Alias("vectorizer.VectorizerException")]
public sealed class VectorizerException : Exception
{
    /// <param name="code">What kind of failure.</param>
    /// <param name="message">What, which value, which limit, what to do.</param>
    public VectorizerException(ErrorCode code, string message)
        : base(message) => Code = code;

    /// <summary>What kind of failure.</summary>
    [Id(0)]
    public ErrorCode Code { get; private set; }

    /// <summary>The argument at fault in the caller's terms (<c>limit</c>, <c>points[3].vector</c>), or null.</summary>
    [Id(1)]
    public string? Argument { get; init; }

    /// <summary>When to try again, for failures that pass.</summary>
    [Id(2)]
    public TimeSpan? RetryAfter { get; init; }
}
