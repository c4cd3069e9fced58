using System.Text.Json;
using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>The ordinals that have true, and those that have false.</summary>
internal sealed class BoolIndex(PayloadIndexSchema schema) : PayloadIndex(schema)
{
    private readonly Postings _true = new();
    private readonly Postings _false = new();

    /// <inheritdoc/>
    public override int ValueCount => Math.Sign(_true.Count) + Math.Sign(_false.Count);

    /// <summary>The ordinals that have true, or false.</summary>
    public Postings Of(bool value) => value ? _true : _false;

    /// <inheritdoc/>
    protected override long ValueBytes => _true.Bytes + _false.Bytes;

    /// <inheritdoc/>
    protected override IndexAnswer AnswerOwn(ValueExpression leaf, ref Selection selection)
    {
        if (leaf is not MatchAnyExpression { Values: { Strings.IsEmpty: true, Integers.IsEmpty: true } values })
        {
            return IndexAnswer.None;
        }

        if (values.HasTrue)
        {
            selection.Take(_true);
        }

        if (values.HasFalse)
        {
            selection.Take(_false);
        }

        return IndexAnswer.Exact;
    }

    /// <inheritdoc/>
    protected override bool Change(in PayloadValue value, int ordinal, bool isRemoved)
    {
        Postings? postings = value.Kind switch
        {
            JsonTokenType.True => _true,
            JsonTokenType.False => _false,
            _ => null,
        };
        _ = isRemoved ? postings?.Remove(ordinal) : postings?.Add(ordinal);
        return postings is not null;
    }

    /// <inheritdoc/>
    protected override long MostBytesOf(in PayloadValue value)
        => value.Kind is JsonTokenType.True or JsonTokenType.False ? 2 * sizeof(ushort) : 0;
}
