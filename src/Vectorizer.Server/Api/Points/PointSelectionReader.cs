using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;
using Vectorizer.Server.Api.Filters;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Points;

/// <summary>Reads the members <c>ids</c> and <c>filter</c> of a body, of which one says which points are meant.</summary>
/// <param name="fields">The vector fields of the collection.</param>
/// <param name="filters">What a filter may be.</param>
/// <param name="maxIds">The most ids.</param>
internal struct PointSelectionReader(ImmutableArray<VectorField> fields, FilterLimits filters, int maxIds)
{
    /// <summary>Name of the member with ids.</summary>
    public const string Ids = "ids";

    /// <summary>Name of the member with a filter.</summary>
    public const string Filter = "filter";

    private ByteStrings? _ids;
    private Filter? _filter;
    private bool _isGiven;
    private bool _areBothGiven;

    /// <summary>Reads the value of <c>ids</c>; null counts as left out.</summary>
    public void ReadIds(ref StrictJsonReader json)
    {
        if (!json.IsNull)
        {
            Give();
            _ids = ReadList(ref json, maxIds);
        }
    }

    /// <summary>Reads the value of <c>filter</c>; null counts as left out.</summary>
    public void ReadFilter(ref StrictJsonReader json)
    {
        if (!json.IsNull)
        {
            Give();
            _filter = new FilterParser(fields, filters).Read(ref json);
        }
    }

    /// <summary>What was read. The reader stands on the object that has the members.</summary>
    public readonly PointSelection Complete(in StrictJsonReader json)
    {
        if (!_isGiven)
        {
            json.Refuse(Ids, $"is missing: give '{Ids}', or a '{Filter}'");
        }
        else if (_areBothGiven)
        {
            json.Refuse(Filter, $"must not be given together with '{Ids}'; 'has_id' in a filter names ids");
        }

        return new PointSelection(_ids, _filter);
    }

    private static ByteStrings ReadList(ref StrictJsonReader json, int maxIds)
    {
        ByteStringsBuilder ids = new();
        if (!json.EnterArray("an array of ids"))
        {
            return ids.Build();
        }

        byte[] scratch = new byte[PointId.MaxEscapedBytes];
        int count = 0;
        while (json.NextElement(out int index))
        {
            count = index + 1;
            if (count > maxIds)
            {
                json.Skip();
            }
            else if (PointId.TryRead(ref json, scratch, out ReadOnlySpan<byte> id))
            {
                ids.Add(id);
            }
        }

        if (count < 1 || count > maxIds)
        {
            json.Refuse($"must have 1..{maxIds} ids, has {count}");
        }

        return ids.Build();
    }

    private void Give()
    {
        _areBothGiven = _isGiven;
        _isGiven = true;
    }
}
