using System.Buffers.Binary;
using System.Buffers.Text;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>The opaque form of the place where a page of an ordered list ends, in base64url.</summary>
/// <remarks>
/// offset size  field    meaning
///      0    1  mark     0: no id begins so, so it is told from the cursor of another list
///      1    1  kind     0 integer, 1 float, 2 point in time, 3 text
///      2    8  number   the integer, the bits of the float, or the ticks; the bytes of the text
///     10    …  text     of a text
///      …    …  id       of the last point
/// </remarks>
internal static class OrderedCursor
{
    private const int HeaderBytes = 10;
    private const byte Integer = 0;
    private const byte Real = 1;
    private const byte Datetime = 2;
    private const byte Text = 3;

    public static string Format(OrderValue value, ReadOnlySpan<byte> id)
    {
        byte[] bytes = new byte[HeaderBytes + value.Text.Length + id.Length];
        (bytes[1], long number) = value.Kind switch
        {
            OrderValueKind.Text => (Text, value.Text.Length),
            OrderValueKind.Datetime => (Datetime, value.Number.Integer ?? 0),
            _ when value.Number.Integer is { } integer => (Integer, integer),
            _ => (Real, BitConverter.DoubleToInt64Bits(value.Number.Real)),
        };
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2), number);
        value.Text.Span.CopyTo(bytes.AsSpan(HeaderBytes));
        id.CopyTo(bytes.AsSpan(HeaderBytes + value.Text.Length));
        return Base64Url.EncodeToString(bytes);
    }

    /// <exception cref="VectorizerException"><c>invalid_argument</c>.</exception>
    public static (OrderValue Value, ByteStrings Id) Parse(string cursor)
    {
        if (!Base64Url.IsValid(cursor, out int length) || length <= HeaderBytes)
        {
            throw Bad();
        }

        byte[] bytes = Base64Url.DecodeFromChars(cursor);
        long number = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(2));
        int textBytes = bytes[1] == Text && number >= 0 && number < bytes.Length - HeaderBytes ? (int)number : 0;
        int idBytes = bytes.Length - HeaderBytes - textBytes;
        if (bytes[0] != 0 || bytes[1] > Text || (bytes[1] == Text && number != textBytes) || idBytes > PointRules.MaxIdBytes
            || (bytes[1] == Real && !double.IsFinite(BitConverter.Int64BitsToDouble(number))))
        {
            throw Bad();
        }

        ByteStringsBuilder id = new(1);
        id.Add(bytes.AsSpan(HeaderBytes + textBytes));
        return (new OrderValue(
            bytes[1] switch
            {
                Text => OrderValueKind.Text,
                Datetime => OrderValueKind.Datetime,
                _ => OrderValueKind.Number,
            },
            bytes[1] switch
            {
                Text => 0L,
                Real => (FilterNumber)BitConverter.Int64BitsToDouble(number),
                _ => number,
            },
            bytes.AsMemory(HeaderBytes, textBytes)), id.Build());
    }

    private static VectorizerException Bad() => VectorizerException.InvalidArgument("cursor", "Not a cursor of an earlier page of this list.");
}
