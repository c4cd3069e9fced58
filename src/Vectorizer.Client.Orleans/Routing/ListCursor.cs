using System.Buffers.Text;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>The opaque form of the place where a page of a list ends: its last id in base64url.</summary>
internal static class ListCursor
{
    public static string Format(ReadOnlySpan<byte> lastId) => Base64Url.EncodeToString(lastId);

    /// <exception cref="VectorizerException"><c>invalid_argument</c>.</exception>
    public static ByteStrings Parse(string cursor)
    {
        // Four characters hold three bytes. A longer text is no cursor, and is not decoded to find that out.
        byte[] id = new byte[PointRules.MaxIdBytes];
        if (cursor.Length > (PointRules.MaxIdBytes + 2) / 3 * 4
            || !Base64Url.TryDecodeFromChars(cursor, id, out int length)
            || length == 0)
        {
            throw VectorizerException.InvalidArgument("cursor", "Not a cursor of an earlier page.");
        }

        ByteStringsBuilder builder = new(1);
        builder.Add(id.AsSpan(0, length));
        return builder.Build();
    }
}
