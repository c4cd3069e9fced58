using System.Globalization;

namespace Vectorizer.Cli.Files;

/// <summary>Reads one vector that is written out in digits.</summary>
internal static class VectorText
{
    private const string StandardInput = "-";

    /// <summary>Reads the vector from a file, or from the input for <c>-</c>.</summary>
    /// <exception cref="CommandException">The file cannot be read, or holds something else.</exception>
    public static async Task<float[]> ReadAsync(string source, TextReader input, CancellationToken cancellationToken)
    {
        if (source == StandardInput)
        {
            return Parse(await input.ReadToEndAsync(cancellationToken), "The standard input");
        }

        await using FileStream stream = InputFile.Open(source, bufferBytes: 4096);
        using StreamReader reader = new(stream);
        return Parse(await reader.ReadToEndAsync(cancellationToken), source);
    }

    private static float[] Parse(string text, string source)
    {
        string[] numbers = text.Trim().TrimStart('[').TrimEnd(']')
            .Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        float[] vector = new float[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!float.TryParse(numbers[i], NumberStyles.Float, CultureInfo.InvariantCulture, out vector[i])
                || !float.IsFinite(vector[i]))
            {
                throw new CommandException(ExitCode.BadInput, $"{source}: '{numbers[i]}' is not a finite float32 number.");
            }
        }

        return vector.Length > 0
            ? vector
            : throw new CommandException(ExitCode.BadInput, $"{source} holds no numbers.");
    }
}
