using System.Buffers;
using System.Text;

namespace Vectorizer.Engine.Filters;

/// <summary>Cuts a text into words: runs of letters and digits, in lower case.</summary>
/// <remarks>
/// What a letter is, and which one is its lower case, is Unicode's and no language's. Marks that are characters of their own (accents
/// behind their letter) belong to the word. Of a word above <see cref="MaxWordBytes"/> only the first characters count.
/// </remarks>
/// <param name="text">UTF-8.</param>
/// <param name="buffer">Where the current word is written, <see cref="MaxWordBytes"/> long.</param>
internal ref struct TextWords(ReadOnlySpan<byte> text, Span<byte> buffer)
{
    /// <summary>Bytes of a word in lower case that count.</summary>
    public const int MaxWordBytes = 256;

    private readonly Span<byte> _buffer = buffer;
    private ReadOnlySpan<byte> _rest = text;
    private int _length;

    /// <summary>The current word in UTF-8, until the next one.</summary>
    public readonly ReadOnlySpan<byte> Current => _buffer[.._length];

    /// <summary>Goes to the next word; false when there is none.</summary>
    public bool MoveNext()
    {
        _length = 0;
        bool isFull = false;
        while (!_rest.IsEmpty)
        {
            bool isWord = TryTake(out Rune rune);
            if (isWord && !isFull)
            {
                isFull = !rune.TryEncodeToUtf8(_buffer[_length..], out int bytes);
                _length += bytes;
            }
            else if (!isWord && _length > 0)
            {
                break;
            }
        }

        return _length > 0;
    }

    /// <summary>Takes the next character, in lower case; false for one that belongs to no word.</summary>
    private bool TryTake(out Rune rune)
    {
        byte first = _rest[0];
        if (first < 0x80)
        {
            _rest = _rest[1..];
            bool isUpper = first is >= (byte)'A' and <= (byte)'Z';
            rune = new Rune((char)(isUpper ? first | 0x20 : first));
            return isUpper || first is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9');
        }

        bool isText = Rune.DecodeFromUtf8(_rest, out rune, out int consumed) == OperationStatus.Done;
        _rest = _rest[consumed..];
        rune = Rune.ToLowerInvariant(rune);
        return isText && (Rune.IsLetterOrDigit(rune) || IsMark(rune));
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is System.Globalization.UnicodeCategory.NonSpacingMark
        or System.Globalization.UnicodeCategory.SpacingCombiningMark
        or System.Globalization.UnicodeCategory.EnclosingMark;
}
