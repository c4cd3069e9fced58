using System.Text.Json;
using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>Strings, each with the ordinals that have it. Those above <see cref="MaxBytes"/> are looked up in the payloads.</summary>
internal sealed class KeywordIndex(PayloadIndexSchema schema) : PayloadIndex(schema)
{
    /// <summary>Bytes of a string that is kept.</summary>
    public const int MaxBytes = 1_024;

    private readonly SortedValues<TextKey> _values = new();

    // A key needs memory that is no span. The one writer has one such, for what it looks for.
    private readonly byte[] _buffer = new byte[MaxBytes];

    /// <inheritdoc/>
    public override int ValueCount => _values.ValueCount;

    /// <summary>The values in the order of their bytes.</summary>
    public SortedValues<TextKey> Values => _values;

    /// <inheritdoc/>
    protected override long ValueBytes => _values.Bytes + MaxBytes;

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
            if (text.Length > MaxBytes)
            {
                mayBeOther = true;
            }
            else
            {
                selection.Take(_values, new TextKey(text));
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

        (KeywordIndex Index, int Ordinal, bool IsRemoved) state = (this, ordinal, isRemoved);
        value.WithText(ref state, static (text, ref state) => state.Index.Change(text, state.Ordinal, state.IsRemoved));
        return true;
    }

    /// <inheritdoc/>
    protected override long MostBytesOf(in PayloadValue value)
        => value.Kind == JsonTokenType.String ? SortedValues<TextKey>.MostBytesOf(TextKey.BytesOf(Math.Min(value.Json.Length, MaxBytes))) : 0;

    private bool Change(ReadOnlySpan<byte> text, int ordinal, bool isRemoved)
    {
        if (text.Length > MaxBytes)
        {
            return isRemoved || Others.Add(ordinal);
        }

        text.CopyTo(_buffer);
        return _values.Change(new TextKey(_buffer.AsMemory(0, text.Length)), ordinal, isRemoved);
    }
}
