using System.Buffers;
using System.Text;

namespace Vectorizer.Configuration.Sources;

/// <summary>A settings file in YAML.</summary>
internal static class YamlSource
{
    // A file with every key and its comments has some 5 KiB.
    private const int LargestFile = 256 * 1024;

    private static readonly SearchValues<char> s_forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Append(0x7f).Select(code => (char)code).Except("\t\n\r")]);

    /// <summary>Reads a file. What is wrong with it, or that it cannot be read, is among the faults.</summary>
    public static SettingsLayer Read(string path)
    {
        SettingsLayer layer = new();
        try
        {
            string text = Load(path);
            if (text.AsSpan().IndexOfAny(s_forbidden) is >= 0 and int at)
            {
                // YAML has no such character (1.2.2, 5.1), and the parser takes a NUL for the end: what stands behind it would be lost.
                ReadOnlySpan<char> before = text.AsSpan(0, at);
                int column = at - before.LastIndexOf('\n');
                layer.Fault($"{path}:{before.Count('\n') + 1}:{column}", $"this is no YAML: the character U+{(int)text[at]:X4} must not stand there.");
                return layer;
            }

            YamlReader.Read(text, path, layer);
        }
        catch (DecoderFallbackException)
        {
            layer.Fault(path, "the file is not UTF-8.");
        }
        catch (InvalidDataException exception)
        {
            layer.Fault(path, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            layer.Fault(path, $"the settings file cannot be read: {Declarations.OneLine.Of(exception.Message)}");
        }

        return layer;
    }

    private static string Load(string path)
    {
        // Not the length that the system tells: that of a pipe is 0.
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[LargestFile + 1];
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > LargestFile)
        {
            throw new InvalidDataException($"the file is too large; a settings file has at most {LargestFile / 1024} KiB.");
        }

        using StreamReader reader = new(
            new MemoryStream(bytes, 0, length), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        return reader.ReadToEnd();
    }
}
