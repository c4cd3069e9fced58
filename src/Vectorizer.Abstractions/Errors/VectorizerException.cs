namespace Vectorizer.Abstractions.Errors;

/// <summary>A request that cannot be served, told in words for its caller.</summary>
[GenerateSerializer, Alias("vectorizer.VectorizerException")]
public sealed class VectorizerException : Exception
{
    /// <param name="code">What kind of failure.</param>
    /// <param name="message">What, which value, which limit, what to do.</param>
    public VectorizerException(VectorizerError code, string message)
        : base(message) => Code = code;

    /// <summary>What kind of failure.</summary>
    [Id(0)]
    public VectorizerError Code { get; private set; }

    /// <summary>The argument at fault in the caller's terms (<c>limit</c>, <c>points[3].vector</c>), or null.</summary>
    [Id(1)]
    public string? Argument { get; init; }

    /// <summary>When to try again, for failures that pass.</summary>
    [Id(2)]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>An argument is outside what is allowed.</summary>
    /// <param name="argument">The argument in the caller's terms.</param>
    /// <param name="message">Which value, which limit.</param>
    public static VectorizerException InvalidArgument(string argument, string message)
        => new(VectorizerError.InvalidArgument, message) { Argument = argument };

    /// <summary>Refuses a number outside its limits.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>.</exception>
    public static void ThrowIfOutside(string argument, int value, int min, int max)
    {
        if (value < min || value > max)
        {
            throw InvalidArgument(argument, $"{value} is not within {min}..{max}.");
        }
    }
}
