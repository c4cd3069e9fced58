using System.Buffers.Text;
using System.Text.Json;
using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>UUIDs written in lower case with hyphens. Other strings are looked up in the payloads: they are compared as strings.</summary>
internal sealed class UuidIndex(PayloadIndexSchema schema) : PayloadIndex(schema)
{
    private const int TextLength = 36;
    private const int IdBytes = 16;

    private readonly SortedValues<UuidKey> _values = new();

    /// <inheritdoc/>
    public override int ValueCount => _values.ValueCount;

    /// <inheritdoc/>
    protected override long ValueBytes => _values.Bytes;

    /// <inheritdoc/>
    public override void BeginBatch() => _values.BeginBatch();

    /// <inheritdoc/>
    public override void EndBatch() => _values.EndBatch();

    /// <inheritdoc/>
    protected override IndexAnswer AnswerOwn(ValueExpression leaf, ref Selection selection)
    {
        if (leaf is not MatchAnyExpression { Values: { Integers.IsEmpty: true, HasTrue: false, HasFalse: false } values })
        {
            return IndexAnswer.None;
        }

        bool mayBeOther = false;
        foreach (byte[] text in values.Strings)
        {
            if (TryKeyOf(text, out UuidKey key))
            {
                selection.Take(_values, key);
            }
            else
            {
                mayBeOther = true;
            }
        }

        return mayBeOther ? WithOthers(ref selection) : IndexAnswer.Exact;
    }

    /// <inheritdoc/>
    protected override bool Change(in PayloadValue value, int ordinal, bool isRemoved)
    {
        if (value.Kind != JsonTokenType.String)
        {
            return false;
        }

        (UuidIndex Index, int Ordinal, bool IsRemoved) state = (this, ordinal, isRemoved);
        value.WithText(ref state, static (text, ref state) => state.Index.Change(text, state.Ordinal, state.IsRemoved));
        return true;
    }

    /// <inheritdoc/>
    protected override long MostBytesOf(in PayloadValue value)
        => value.Kind == JsonTokenType.String ? SortedValues<UuidKey>.MostBytesOf(0) : 0;

    private static bool TryKeyOf(ReadOnlySpan<byte> text, out UuidKey key)
    {
        key = default;
        if (text.Length != TextLength
            || !Utf8Parser.TryParse(text, out Guid id, out int consumed, 'D')
            || consumed != TextLength
            || text.ContainsAnyInRange((byte)'A', (byte)'F'))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[IdBytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        key = new UuidKey(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));
        return true;
    }

    private bool Change(ReadOnlySpan<byte> text, int ordinal, bool isRemoved)
        => TryKeyOf(text, out UuidKey key)
            ? _values.Change(key, ordinal, isRemoved)
            : isRemoved || Others.Add(ordinal);
}
