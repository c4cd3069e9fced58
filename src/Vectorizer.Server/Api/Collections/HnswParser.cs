using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Reads the parameters of a graph.</summary>
internal static class HnswParser
{
    private const int M = 0;
    private const int EfConstruction = 1;
    private const int EfSearch = 2;

    private static readonly MemberNames s_names = new("m", "ef_construction", "ef_search");

    /// <summary>The parameters of a new graph.</summary>
    /// <param name="json">The reader.</param>
    /// <param name="leftOut">What is not given.</param>
    public static HnswConfig Read(ref StrictJsonReader json, HnswConfig leftOut)
    {
        HnswConfig config = leftOut;
        if (!json.EnterObject(s_names, out ObjectScope scope))
        {
            return config;
        }

        while (json.NextMember(ref scope, out int member))
        {
            switch (member)
            {
                case var _ when json.IsNull:
                    break;
                case M:
                    config = config with { M = json.ReadInteger(CollectionRules.MinM, CollectionRules.MaxM) ?? config.M };
                    break;
                case EfConstruction:
                    int? efConstruction = json.ReadInteger(CollectionRules.MinEfConstruction, CollectionRules.MaxEfConstruction);
                    config = config with { EfConstruction = efConstruction ?? config.EfConstruction };
                    break;
                case EfSearch:
                    config = config with { EfSearch = json.ReadInteger(1, CollectionRules.MaxEfSearch) ?? config.EfSearch };
                    break;
            }
        }

        return config;
    }

    /// <summary><c>ef_search</c>, which alone may change in a graph that exists; null when it is not given.</summary>
    public static int? ReadChange(ref StrictJsonReader json)
    {
        int? efSearch = null;
        if (!json.EnterObject(s_names, out ObjectScope scope))
        {
            return null;
        }

        while (json.NextMember(ref scope, out int member))
        {
            if (member != EfSearch)
            {
                json.Refuse("cannot change: the graph was built with it. Create another collection");
                json.Skip();
            }
            else if (!json.IsNull)
            {
                efSearch = json.ReadInteger(1, CollectionRules.MaxEfSearch);
            }
        }

        return efSearch;
    }
}
