using System.Text.Json;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>The words of strings, as <see cref="TextWords"/> cuts them, each with the ordinals that have it.</summary>
/// <remarks>
/// A condition asks for words of one string. Where an ordinal has several strings, they may lie in different ones, and the payload tells.
/// </remarks>
internal sealed class TextIndex(PayloadIndexSchema schema) : PayloadIndex(schema)
{
    private readonly SortedValues<TextKey> _words = new();

    // Ordinals with more than one string, and those that have one so far.
    private readonly Postings _several = new();
    private readonly Postings _any = new();
    private readonly byte[] _buffer = new byte[TextWords.MaxWordBytes];

    /// <inheritdoc/>
    public override int ValueCount => _words.ValueCount;

    /// <inheritdoc/>
    protected override long ValueBytes => _words.Bytes + _several.Bytes + _any.Bytes + TextWords.MaxWordBytes;

    /// <inheritdoc/>
    protected override IndexAnswer AnswerOwn(ValueExpression leaf, ref Selection selection)
    {
        if (leaf is not MatchTextExpression { Words: var words })
        {
            return IndexAnswer.None;
        }

        if (words.IsEmpty)
        {
            return IndexAnswer.Exact;
        }

        if (selection.Set is { } set)
        {
            Intersect(words, set);
        }
        else
        {
            selection.TakeCount(words.Min(word => _words.CountOf(new TextKey(word))));
        }

        return words.Length == 1 || _several.Count == 0 ? IndexAnswer.Exact : IndexAnswer.Superset;
    }

    /// <inheritdoc/>
    protected override bool Change(in PayloadValue value, int ordinal, bool isRemoved)
    {
        if (value.Kind != JsonTokenType.String)
        {
            return false;
        }

        (TextIndex Index, int Ordinal, bool IsRemoved) state = (this, ordinal, isRemoved);
        value.WithText(ref state, static (text, ref state) => state.Index.Change(text, state.Ordinal, state.IsRemoved));
        return true;
    }

    /// <inheritdoc/>
    protected override long MostBytesOf(in PayloadValue value)
    {
        if (value.Kind != JsonTokenType.String)
        {
            return 0;
        }

        long bytes = 0;
        value.WithText(ref bytes, static (text, ref bytes) =>
        {
            TextWords words = new(text, stackalloc byte[TextWords.MaxWordBytes]);
            while (words.MoveNext())
            {
                bytes += SortedValues<TextKey>.MostBytesOf(TextKey.BytesOf(words.Current.Length));
            }

            return true;
        });
        return bytes;
    }

    private bool Change(ReadOnlySpan<byte> text, int ordinal, bool isRemoved)
    {
        if (isRemoved)
        {
            _any.Remove(ordinal);
            _several.Remove(ordinal);
        }
        else if (!_any.Add(ordinal))
        {
            // Also when a point is added a second time by the build of the index: then the payload is asked in vain.
            _several.Add(ordinal);
        }

        TextWords words = new(text, _buffer);
        while (words.MoveNext())
        {
            _words.Change(new TextKey(_buffer.AsMemory(0, words.Current.Length)), ordinal, isRemoved);
        }

        return true;
    }

    private void Intersect(System.Collections.Immutable.ImmutableArray<byte[]> words, OrdinalBitmap set)
    {
        _words.AddTo(new TextKey(words[0]), set);
        if (words.Length == 1)
        {
            return;
        }

        OrdinalBitmap next = new();
        try
        {
            foreach (byte[] word in words[1..])
            {
                next.Reset(set.Count);
                _words.AddTo(new TextKey(word), next);
                set.And(next);
            }
        }
        finally
        {
            next.Free();
        }
    }
}
