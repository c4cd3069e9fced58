using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Indexes;

/// <summary>The key of an index in the path of a request.</summary>
internal static class IndexKey
{
    /// <summary>The part of the route that holds it.</summary>
    public const string RoutePart = "key";

    /// <summary>The key in the path. Whether it is a path into payloads is for the catalog to say.</summary>
    /// <exception cref="ProblemException"><c>malformed_url</c>, <c>validation_failed</c>.</exception>
    public static string Require(HttpContext context)
    {
        string key = Http.RoutePart.Text(context, RoutePart);
        int bytes = Encoding.UTF8.GetByteCount(key);
        return bytes <= CollectionRules.MaxPayloadIndexKeyBytes
            ? key
            : throw Faults.Single($"/{RoutePart}", $"must have 1..{CollectionRules.MaxPayloadIndexKeyBytes} bytes, has {bytes}");
    }
}
