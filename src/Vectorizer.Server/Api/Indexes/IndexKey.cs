using Vectorizer.Abstractions.Filters;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Indexes;

/// <summary>The key of an index in the path of a request.</summary>
internal static class IndexKey
{
    /// <summary>The part of the route that holds it.</summary>
    public const string RoutePart = "key";

    /// <summary>The key in the path.</summary>
    /// <exception cref="ProblemException"><c>malformed_url</c>, <c>validation_failed</c>.</exception>
    public static string Require(HttpContext context)
    {
        string key = Http.RoutePart.Text(context, RoutePart);
        return FilterRules.RefuseKey(key) is { } fault
            ? throw Faults.Single($"/{RoutePart}", $"{fault}; was {Quoted.Text(key)}")
            : key;
    }
}
