using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Collections;

/// <summary>The name of the collection in the path of a request.</summary>
internal static class CollectionName
{
    /// <summary>The part of the route that holds it.</summary>
    public const string RoutePart = "name";

    /// <summary>What a name looks like.</summary>
    public static readonly string Rule =
        $"1..{CollectionRules.MaxNameLength} of A-Z a-z 0-9 _ . - with a letter or digit first";

    /// <summary>The name in the path.</summary>
    /// <exception cref="ProblemException"><c>malformed_url</c>, <c>validation_failed</c>.</exception>
    public static string Require(HttpContext context)
    {
        string name = Http.RoutePart.Text(context, RoutePart);
        return CollectionRules.IsName(name)
            ? name
            : throw Faults.Single($"/{RoutePart}", $"must be {Rule}, was {Quoted.Text(name)}");
    }
}
