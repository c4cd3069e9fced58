using System.Buffers;
using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Points;

/// <summary>Reads <c>{"points":[{"id":…,"vector":…,"vectors":{…},"payload":{…},"if_sequence":…}]}</c>.</summary>
/// <remarks>One instance reads one body. Nothing is allocated per point but what the batch itself grows by.</remarks>
internal sealed class UpsertParser
{
    private const int Id = 0;
    private const int Vector = 1;
    private const int Vectors = 2;
    private const int Payload = 3;
    private const int IfSequence = 4;

    private static readonly MemberNames s_body = new("points");
    private static readonly MemberNames s_point = new("id", "vector", "vectors", "payload", "if_sequence");

    private readonly ImmutableArray<VectorField> _fields;
    private readonly MemberNames _fieldNames;
    private readonly int _unnamedField;
    private readonly int _maxPoints;
    private readonly PayloadReader _payloads = new();
    private readonly PointBatchBuilder _points = new();
    private readonly Faults _faults = new();

    // Empty until a point has a condition.
    private readonly List<long> _ifSequences = [];

    private UpsertParser(CollectionDefinition definition, int maxPoints)
    {
        _maxPoints = maxPoints;
        _fields = definition.Fields;
        _fieldNames = new MemberNames([.. _fields.Select(field => field.Name)]);
        _unnamedField = _fields.IndexOf(_fields.FirstOrDefault(field => field.Name.Length == 0)!);
    }

    /// <summary>The points of a body, checked against the collection.</summary>
    /// <param name="body">The body.</param>
    /// <param name="definition">The collection.</param>
    /// <param name="maxPoints">The most points that it may hold.</param>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public static UpsertBody Parse(ReadOnlySpan<byte> body, CollectionDefinition definition, int maxPoints)
        => new UpsertParser(definition, maxPoints).Parse(body);

    private UpsertBody Parse(ReadOnlySpan<byte> body)
    {
        StrictJsonReader json = new(body, _faults);
        if (json.EnterObject(s_body, out ObjectScope scope))
        {
            while (json.NextMember(ref scope, out _))
            {
                ReadPoints(ref json, body);
            }

            if (!scope.Has(0))
            {
                json.Refuse("points", "is missing");
            }
        }

        json.End();
        _faults.ThrowIfAny();
        return new UpsertBody(_points.Build(), [.. _ifSequences]);
    }

    private void ReadPoints(ref StrictJsonReader json, ReadOnlySpan<byte> body)
    {
        if (!json.EnterArray("an array of points"))
        {
            return;
        }

        float[] floats = ArrayPool<float>.Shared.Rent(_fields.Sum(field => field.Dimension));
        byte[] idScratch = new byte[PointId.MaxEscapedBytes];
        int count = 0;
        try
        {
            while (json.NextElement(out int index))
            {
                count = index + 1;
                if (count <= _maxPoints)
                {
                    ReadPoint(ref json, body, floats, idScratch);
                }
                else
                {
                    json.Skip();
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(floats);
        }

        if (count < 1 || count > _maxPoints)
        {
            json.Refuse($"must have 1..{_maxPoints} points, has {count}");
        }
    }

    private void ReadPoint(ref StrictJsonReader json, ReadOnlySpan<byte> body, Span<float> floats, byte[] idScratch)
    {
        if (!json.EnterObject(s_point, out ObjectScope point))
        {
            return;
        }

        bool valid = true;
        ReadOnlySpan<byte> id = default;
        ReadOnlySpan<byte> payload = default;
        ulong fields = 0;
        long ifSequence = WriteOptions.AnySequence;
        while (json.NextMember(ref point, out int member))
        {
            switch (member)
            {
                case Id:
                    valid &= TryReadId(ref json, idScratch, out id);
                    break;
                case Vector:
                    valid &= TryReadUnnamed(ref json, floats, ref fields);
                    break;
                case Vectors:
                    valid &= TryReadNamed(ref json, floats, ref fields);
                    break;
                case Payload when !json.IsNull:
                    valid &= _payloads.TryRead(ref json, out int start, out int length);
                    payload = body.Slice(start, length);
                    break;
                case IfSequence when !json.IsNull:
                    ifSequence = json.ReadLong(0) ?? ifSequence;
                    break;
            }
        }

        valid &= IsComplete(ref json, point);
        if (valid)
        {
            AddCondition(ifSequence);
            _points.Add(id, fields, Gather(floats, fields), payload);
        }
    }

    private void AddCondition(long ifSequence)
    {
        if (_ifSequences.Count > 0 || ifSequence != WriteOptions.AnySequence)
        {
            // The points before had none.
            _ifSequences.AddRange(Enumerable.Repeat(WriteOptions.AnySequence, _points.Count - _ifSequences.Count));
            _ifSequences.Add(ifSequence);
        }
    }

    private static bool TryReadId(scoped ref StrictJsonReader json, byte[] scratch, out ReadOnlySpan<byte> id)
    {
        if (!PointId.TryRead(ref json, scratch, out id))
        {
            return false;
        }

        if (PointId.RefuseToStore(id) is { } refusal)
        {
            json.Refuse(refusal);
            return false;
        }

        return true;
    }

    private bool TryReadUnnamed(ref StrictJsonReader json, Span<float> floats, ref ulong fields)
    {
        if (_unnamedField < 0)
        {
            json.Refuse($"the vector fields of this collection have names: give 'vectors' with one or more of {_fieldNames.Joined}");
            json.Skip();
            return false;
        }

        return TryReadField(ref json, _unnamedField, floats, ref fields);
    }

    private bool TryReadNamed(ref StrictJsonReader json, Span<float> floats, ref ulong fields)
    {
        if (_unnamedField >= 0)
        {
            json.Refuse("the vector field of this collection has no name: give its vector as 'vector'");
            json.Skip();
            return false;
        }

        if (!json.EnterObject(_fieldNames, out ObjectScope vectors))
        {
            return false;
        }

        bool valid = true;
        while (json.NextMember(ref vectors, out int field, "vector field"))
        {
            valid &= TryReadField(ref json, field, floats, ref fields);
        }

        if (vectors.IsEmpty)
        {
            json.Refuse($"must have at least one of {_fieldNames.Joined}");
            return false;
        }

        return valid;
    }

    private bool TryReadField(ref StrictJsonReader json, int field, Span<float> floats, ref ulong fields)
    {
        int dimension = _fields[field].Dimension;
        int count = VectorReader.Read(ref json, floats.Slice(OffsetOf(field), dimension));
        if (count >= 0 && count != dimension)
        {
            json.Refuse($"must have {dimension} floats, the dimension of the vector field, has {count}");
        }

        fields |= 1UL << field;
        return count == dimension;
    }

    private bool IsComplete(ref StrictJsonReader json, ObjectScope point)
    {
        bool hasId = point.Has(Id);
        if (!hasId)
        {
            json.Refuse("id", "is missing");
        }

        bool hasVector = point.Has(Vector) || point.Has(Vectors);
        if (!hasVector)
        {
            json.Refuse(_unnamedField < 0 ? "vectors" : "vector", "is missing");
        }

        return hasId && hasVector;
    }

    /// <summary>While a point is read each field has a place of its own, for its members come in any order.</summary>
    private int OffsetOf(int field)
    {
        int offset = 0;
        for (int i = 0; i < field; i++)
        {
            offset += _fields[i].Dimension;
        }

        return offset;
    }

    /// <summary>Moves the vectors that the point has together, in the order of the fields.</summary>
    private ReadOnlySpan<float> Gather(Span<float> floats, ulong fields)
    {
        int from = 0;
        int to = 0;
        for (int field = 0; field < _fields.Length; field++)
        {
            int dimension = _fields[field].Dimension;
            if ((fields >> field & 1) != 0)
            {
                if (from != to)
                {
                    floats.Slice(from, dimension).CopyTo(floats[to..]);
                }

                to += dimension;
            }

            from += dimension;
        }

        return floats[..to];
    }
}
