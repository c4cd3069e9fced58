using System.Text;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Search;

namespace Vectorizer.Abstractions.Segments;

/// <summary>What the options of a write may be. Callers check early, segments check again.</summary>
public static class WriteRules
{
    /// <summary>Refuses conditions on sequences, for writes that find their points' sequences out themselves.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>.</exception>
    public static void CheckNoConditions(WriteOptions options)
    {
        if (!options.IfSequences.IsDefaultOrEmpty)
        {
            throw VectorizerException.InvalidArgument("if_sequence", "A change of payloads has no conditions on sequences.");
        }
    }

    /// <summary>Refuses an idempotency key, for writes that meet other points each time.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>.</exception>
    public static void CheckNoKey(WriteOptions options)
    {
        if (options.IdempotencyKey is not null)
        {
            throw VectorizerException.InvalidArgument(
                "idempotency_key", "A write by filter takes no idempotency key: repeating it meets the points that match by then.");
        }
    }

    /// <summary>Checks the options of a write of <paramref name="points"/> points.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the argument at fault.</exception>
    public static void Check(WriteOptions options, int points)
    {
        ArgumentNullException.ThrowIfNull(options);
        SearchRules.CheckTimeout(options.Timeout);
        if (options.Durability is { } durability && !Enum.IsDefined(durability))
        {
            throw VectorizerException.InvalidArgument("durability", $"{(int)durability} is not a durability.");
        }

        if (options.IdempotencyKey is { } key
            && Encoding.UTF8.GetByteCount(key) is var bytes and (< 1 or > WriteOptions.MaxIdempotencyKeyBytes))
        {
            throw VectorizerException.InvalidArgument(
                "idempotency_key", $"An idempotency key has 1..{WriteOptions.MaxIdempotencyKeyBytes} bytes, not {bytes}.");
        }

        if (options.IfSequences.IsDefaultOrEmpty)
        {
            return;
        }

        if (options.IfSequences.Length != points)
        {
            throw VectorizerException.InvalidArgument(
                "if_sequence", $"There are {options.IfSequences.Length} conditions for {points} points: one each, or none at all.");
        }

        for (int i = 0; i < points; i++)
        {
            if (options.IfSequences[i] < WriteOptions.AnySequence)
            {
                throw VectorizerException.InvalidArgument(
                    $"points[{i}].if_sequence", $"{options.IfSequences[i]} is not a sequence: they begin at 1, and 0 stands for no point.");
            }
        }
    }
}
