using System.Net.Http.Headers;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Http;

/// <summary>The content types of bodies.</summary>
internal static class ContentTypes
{
    /// <summary>JSON, UTF-8 always.</summary>
    public const string Json = "application/json";

    /// <summary>Points in binary; see <see cref="Binary.PointsBody"/>.</summary>
    public const string BinaryPoints = "application/vnd.vectorizer.points";

    /// <summary>Queries in binary; see <see cref="Binary.QueryBody"/>.</summary>
    public const string BinaryQuery = "application/vnd.vectorizer.query";

    /// <summary>Hits of queries in binary; see <see cref="Binary.HitsAnswer"/>.</summary>
    public const string BinaryHits = "application/vnd.vectorizer.hits";

    /// <summary>Whether the caller asks for hits in binary, by naming their type among those that it accepts.</summary>
    public static bool AcceptsBinaryHits(HttpRequest request)
    {
        foreach (string? accepted in request.Headers.Accept)
        {
            foreach (Range range in accepted.AsSpan().Split(','))
            {
                ReadOnlySpan<char> type = accepted.AsSpan()[range];
                int parameters = type.IndexOf(';');
                if ((parameters < 0 ? type : type[..parameters]).Trim().Equals(BinaryHits, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Which of the types taken the body has.</summary>
    /// <exception cref="ProblemException"><c>unsupported_media_type</c>.</exception>
    public static string Require(HttpRequest request, params ReadOnlySpan<string> taken)
    {
        if (request.Headers.ContentEncoding.Count == 0)
        {
            // As nearly everybody writes it.
            foreach (string type in taken)
            {
                if (type.Equals(request.ContentType, StringComparison.OrdinalIgnoreCase))
                {
                    return type;
                }
            }
        }

        string known = string.Join(" or ", taken);
        // A coding that is supported is gone by now.
        if (request.Headers.ContentEncoding.Count > 0)
        {
            throw Unsupported($"Content-Encoding {Quoted.Text(request.Headers.ContentEncoding)} is not supported: send {CompressedBodies.Codings}, or the body as it is");
        }

        if (string.IsNullOrEmpty(request.ContentType))
        {
            throw Unsupported($"the request has no Content-Type; send {known}");
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? sent))
        {
            throw Unsupported($"Content-Type {Quoted.Text(request.ContentType)} is not a media type; send {known}");
        }

        foreach (string type in taken)
        {
            if (!type.Equals(sent.MediaType, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            return sent.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                ? throw Unsupported($"the charset {Quoted.Text(charset)} is not supported: send UTF-8")
                : type;
        }

        throw Unsupported($"Content-Type {Quoted.Text(sent.MediaType)} is not supported here; send {known}");
    }

    private static ProblemException Unsupported(string reason)
        => new(ProblemKind.UnsupportedMediaType, $"The body was not read: {reason}.");
}
