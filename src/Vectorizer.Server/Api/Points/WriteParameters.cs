using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Primitives;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Points;

/// <summary>What a write says besides its body: <c>?durability=</c> and the header <c>Idempotency-Key</c>.</summary>
internal sealed record WriteParameters(Durability? Durability, string? IdempotencyKey)
{
    /// <summary>Name of the parameter.</summary>
    public const string DurabilityName = "durability";

    /// <summary>Name of the header.</summary>
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>The most bytes of a key.</summary>
    public const int MaxKeyBytes = WriteOptions.MaxIdempotencyKeyBytes - 8;

    private static readonly MemberNames s_names = new(DurabilityName);

    /// <summary>Reads them from a request.</summary>
    /// <exception cref="ProblemException"><c>validation_failed</c>.</exception>
    public static WriteParameters Read(HttpRequest request)
    {
        Faults faults = new();
        QueryParameters parameters = new(request, s_names, faults);
        Durability? durability = null;
        if (parameters.Text(DurabilityName) is { } text)
        {
            if (DurabilityNames.TryParse(text, out Durability parsed))
            {
                durability = parsed;
            }
            else
            {
                faults.Add($"/{DurabilityName}", DurabilityNames.Refuse(text));
            }
        }

        string? key = ReadKey(request, faults);
        faults.ThrowIfAny();
        return new WriteParameters(durability, key);
    }

    /// <summary>The options of the write.</summary>
    public WriteOptions Options(TimeSpan timeout, ImmutableArray<long> ifSequences)
        => new(timeout, Durability, IdempotencyKey, ifSequences);

    /// <summary>The options of a write by filter.</summary>
    /// <exception cref="ProblemException"><c>validation_failed</c>: there is a key.</exception>
    public WriteOptions ForFilter(TimeSpan timeout)
        => IdempotencyKey is null
            ? new WriteOptions(timeout, Durability)
            : throw Faults.Single(
                $"/{KeyHeader}", "the header is for writes by id: a write by filter that is repeated meets the points that match by then");

    private static string? ReadKey(HttpRequest request, Faults faults)
    {
        if (!request.Headers.TryGetValue(KeyHeader, out StringValues values))
        {
            return null;
        }

        string key = values.ToString();
        if (values.Count > 1)
        {
            faults.Add($"/{KeyHeader}", $"the header is given {values.Count} times");
        }
        else if (Encoding.UTF8.GetByteCount(key) is var bytes and (< 1 or > MaxKeyBytes))
        {
            faults.Add($"/{KeyHeader}", $"the header must have 1..{MaxKeyBytes} bytes, has {bytes}");
        }

        return key;
    }
}
