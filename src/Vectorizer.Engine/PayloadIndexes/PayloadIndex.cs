using System.Text.Json;
using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>The values that the payloads of a segment have at one path, each with the ordinals that have it.</summary>
/// <remarks>
/// What a payload has at the path is what <see cref="PayloadWalk"/> shows to conditions, so an index and the payload itself cannot differ in
/// that. Values of other kinds than the index's own meet no condition that it answers. Those of its own that it does not keep are
/// <see cref="Others"/>: a condition that one of them could meet takes them all, and is looked up in the payloads.
/// Threads: one writer; readers take no lock. An ordinal is added before its point becomes visible and removed when it becomes free.
/// </remarks>
internal abstract class PayloadIndex(PayloadIndexSchema schema)
{
    /// <summary>The most that an index grows by beside what each value takes, once for all points that are added together.</summary>
    public const int FixedGrowth = 256;

    private const int ObjectBytes = 256;

    /// <summary>Which it is.</summary>
    public PayloadIndexSchema Schema => schema;

    /// <summary>Ordinals with any value but null.</summary>
    public Postings Present { get; } = new();

    /// <summary>Ordinals with a null.</summary>
    public Postings Nulls { get; } = new();

    /// <summary>Ordinals with a value of the index's kind that it does not keep.</summary>
    public Postings Others { get; } = new();

    /// <summary>Ordinals with a string, a number or a boolean that is not of the index's kind: what it tells nothing of but that it is there.</summary>
    public Postings Foreign { get; } = new();

    /// <summary>Whether the strings, numbers and booleans at the path are the values of the index and no others.</summary>
    public bool HasAllValues => Foreign.Count == 0 && Others.Count == 0;

    /// <summary>Different values.</summary>
    public abstract int ValueCount { get; }

    /// <summary>The memory that it takes at most.</summary>
    public long Bytes => ObjectBytes + Present.Bytes + Nulls.Bytes + Others.Bytes + Foreign.Bytes + ValueBytes;

    /// <summary>The memory of the values.</summary>
    protected abstract long ValueBytes { get; }

    /// <summary>An empty index.</summary>
    public static PayloadIndex Create(PayloadIndexSchema schema) => schema.Kind switch
    {
        PayloadIndexKind.Keyword => new KeywordIndex(schema),
        PayloadIndexKind.Integer => new IntegerIndex(schema),
        PayloadIndexKind.Float => new FloatIndex(schema),
        PayloadIndexKind.Bool => new BoolIndex(schema),
        PayloadIndexKind.Datetime => new DatetimeIndex(schema),
        PayloadIndexKind.Geo => new GeoIndex(schema),
        PayloadIndexKind.Text => new TextIndex(schema),
        PayloadIndexKind.Uuid => new UuidIndex(schema),
        _ => throw new ArgumentOutOfRangeException(nameof(schema), schema.Kind, "Not a kind of index."),
    };

    /// <summary>Adds what the payload of an ordinal has at the path. Done twice, it changes nothing.</summary>
    public void Add(int ordinal, ReadOnlySpan<byte> payload)
    {
        Entry entry = new(this, ordinal, isRemoved: false);
        PayloadWalk.Visit(payload, schema.Path, ref entry);
    }

    /// <summary>Lets values wait for <see cref="EndBatch"/>, where that is quicker. Nothing may be removed, and nobody ask for them, meanwhile.</summary>
    public virtual void BeginBatch()
    {
    }

    /// <summary>Adds the values that have been waiting.</summary>
    public virtual void EndBatch()
    {
    }

    /// <summary>Removes the ordinal from whatever its payload has at the path. Done twice, it changes nothing.</summary>
    public void Remove(int ordinal, ReadOnlySpan<byte> payload)
    {
        Entry entry = new(this, ordinal, isRemoved: true);
        PayloadWalk.Visit(payload, schema.Path, ref entry);
        Present.Remove(ordinal);
        Nulls.Remove(ordinal);
        Others.Remove(ordinal);
        Foreign.Remove(ordinal);
    }

    /// <summary>The most that the values of a payload let the index grow by, when they are added.</summary>
    public long MostBytesOf(ReadOnlySpan<byte> payload)
    {
        Measure measure = new(this);
        PayloadWalk.Visit(payload, schema.Path, ref measure);
        return measure.Bytes;
    }

    /// <summary>Answers an expression about the index's path.</summary>
    /// <param name="leaf">The expression.</param>
    /// <param name="selection">Takes what is found, unless the answer is <see cref="IndexAnswer.None"/>.</param>
    public IndexAnswer Answer(ValueExpression leaf, ref Selection selection)
    {
        switch (leaf)
        {
            case IsNullExpression:
                selection.Take(Nulls);
                return IndexAnswer.Exact;
            case MatchExceptExpression:
                selection.Take(Present);
                return IndexAnswer.Superset;
            default:
                return AnswerOwn(leaf, ref selection);
        }
    }

    /// <summary>Answers an expression about the values of the index's own kind.</summary>
    protected abstract IndexAnswer AnswerOwn(ValueExpression leaf, ref Selection selection);

    /// <summary>Adds a value that is not null, or removes it, if it is of the index's own kind; false if it is not.</summary>
    protected abstract bool Change(in PayloadValue value, int ordinal, bool isRemoved);

    /// <summary>The most that adding a value takes.</summary>
    protected abstract long MostBytesOf(in PayloadValue value);

    /// <summary>Takes what the index does not keep, where that may meet the expression too.</summary>
    protected IndexAnswer WithOthers(ref Selection selection)
    {
        selection.Take(Others);
        return Others.Count == 0 ? IndexAnswer.Exact : IndexAnswer.Superset;
    }

    private struct Entry(PayloadIndex index, int ordinal, bool isRemoved) : IPayloadVisitor
    {
        public static bool EntersArrays => true;

        public readonly bool Visit(in PayloadValue value)
        {
            if (isRemoved)
            {
                if (!value.IsNull)
                {
                    index.Change(value, ordinal, isRemoved: true);
                }

                return false;
            }

            if (value.IsNull)
            {
                index.Nulls.Add(ordinal);
                return false;
            }

            index.Present.Add(ordinal);
            if (!index.Change(value, ordinal, isRemoved: false) && value.Kind is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                index.Foreign.Add(ordinal);
            }

            return false;
        }
    }

    private struct Measure(PayloadIndex index) : IPayloadVisitor
    {
        public static bool EntersArrays => true;

        public long Bytes { get; private set; }

        public bool Visit(in PayloadValue value)
        {
            Bytes += value.IsNull ? 0 : index.MostBytesOf(value);
            return false;
        }
    }
}
