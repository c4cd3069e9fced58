using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Filters;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Listing;

/// <summary>Reads <c>{"filter":{…},"exact":…}</c>, and for facets <c>"key"</c> and <c>"limit"</c> besides.</summary>
/// <param name="fields">The vector fields of the collection.</param>
/// <param name="limits">What a filter may be.</param>
internal sealed class CountParser(ImmutableArray<VectorField> fields, FilterLimits limits)
{
    /// <summary>Values of facets for which no number is given.</summary>
    public const int DefaultFacets = 10;

    private const int Filter = 0;
    private const int Exact = 1;
    private const int Key = 2;
    private const int Limit = 3;

    private static readonly MemberNames s_count = new("filter", "exact");
    private static readonly MemberNames s_facet = new("filter", "exact", "key", "limit");

    private Filter? _filter;
    private bool? _exact;
    private string? _key;
    private int? _limit;

    /// <summary>What the body of a count says.</summary>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public CountBody ParseCount(ReadOnlySpan<byte> body)
    {
        Parse(body, s_count);
        return new CountBody(_filter, _exact ?? true);
    }

    /// <summary>What the body of a request for facets says.</summary>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public FacetQuery ParseFacet(ReadOnlySpan<byte> body)
    {
        Parse(body, s_facet);
        return new FacetQuery(_key!) { Filter = _filter, Limit = _limit ?? DefaultFacets, Exact = _exact ?? false };
    }

    private void Parse(ReadOnlySpan<byte> body, MemberNames names)
    {
        Faults faults = new();
        StrictJsonReader json = new(body, faults);
        if (json.EnterObject(names, out ObjectScope scope))
        {
            while (json.NextMember(ref scope, out int member))
            {
                Read(ref json, member);
            }

            if (names == s_facet && !scope.Has(Key))
            {
                json.Refuse("key", "is missing");
            }
        }

        json.End();
        faults.ThrowIfAny();
    }

    private void Read(ref StrictJsonReader json, int member)
    {
        switch (member)
        {
            case Key:
                _key = KeyReader.Read(ref json);
                break;
            case var _ when json.IsNull:
                break;
            case Filter:
                _filter = new FilterParser(fields, limits).Read(ref json);
                break;
            case Exact:
                _exact = json.ReadBoolean();
                break;
            case Limit:
                _limit = json.ReadInteger(1, ListingRules.MaxFacets);
                break;
        }
    }
}
