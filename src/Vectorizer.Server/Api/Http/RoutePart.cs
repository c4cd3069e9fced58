using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Http;

/// <summary>Parts of the path that belong to the caller: names and ids, percent-encoded.</summary>
internal static class RoutePart
{
    /// <summary>The part as text.</summary>
    /// <exception cref="ProblemException"><c>malformed_url</c>.</exception>
    public static string Text(HttpContext context, string part)
    {
        string encoded = (string)context.Request.RouteValues[part]!;
        return Ascii.IsValid(encoded) && !encoded.Contains('%', StringComparison.Ordinal)
            ? encoded
            : Encoding.UTF8.GetString(Bytes(context, part));
    }

    /// <summary>The part as UTF-8.</summary>
    /// <exception cref="ProblemException"><c>malformed_url</c>.</exception>
    public static byte[] Bytes(HttpContext context, string part)
    {
        string encoded = (string)context.Request.RouteValues[part]!;
        byte[] bytes = new byte[encoded.Length];
        int length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            char c = encoded[i];
            if (c == '%')
            {
                if (!byte.TryParse(
                    encoded.AsSpan(i + 1, Math.Min(2, encoded.Length - i - 1)),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out bytes[length++]) || i + 2 >= encoded.Length)
                {
                    throw Malformed(part, $"'%' at character {i} is not followed by two hexadecimal digits");
                }

                i += 2;
            }
            else if (char.IsAscii(c))
            {
                bytes[length++] = (byte)c;
            }
            else
            {
                throw Malformed(part, $"character {i} is not ASCII: percent-encode its UTF-8 bytes");
            }
        }

        return Utf8.IsValid(bytes.AsSpan(0, length))
            ? bytes[..length]
            : throw Malformed(part, "the decoded bytes are not UTF-8");
    }

    private static ProblemException Malformed(string part, string reason)
        => new(new Problem(ProblemKind.MalformedUrl, $"The {part} in the path is malformed: {reason}.")
        {
            Faults = [new Fault($"/{part}", reason)],
        });
}
