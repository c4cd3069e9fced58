namespace Vectorizer.Cli.Demo;

/// <summary>A question about words: one word for its neighbours, or a sum such as <c>king - man + woman</c>.</summary>
/// <param name="Terms">The words, each with its sign.</param>
internal sealed record WordQuestion(IReadOnlyList<(string Word, int Sign)> Terms)
{
    /// <summary>A single word asks for its neighbours; a sum asks what it comes to.</summary>
    public bool IsSum => Terms.Count > 1;

    /// <summary>Reads a question.</summary>
    /// <exception cref="CommandException">Words and signs do not alternate.</exception>
    public static WordQuestion Parse(string text)
    {
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        List<(string Word, int Sign)> terms = [];
        for (int i = 0; i < parts.Length; i += 2)
        {
            terms.Add((parts[i].ToLowerInvariant(), i == 0 ? 1 : Sign(parts[i - 1], text)));
        }

        // Words and signs take turns and a word is last, so their number is odd.
        return parts.Length % 2 == 1 ? new WordQuestion(terms) : throw NotAQuestion(text);
    }

    /// <summary>The sum of the vectors, each scaled to length 1 before: a common word must not outweigh a rare one.</summary>
    public float[] Sum(IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        float[] sum = new float[vectors[0].Length];
        for (int term = 0; term < Terms.Count; term++)
        {
            ReadOnlySpan<float> vector = vectors[term].Span;
            double squares = 0;
            foreach (float value in vector)
            {
                squares += (double)value * value;
            }

            float scale = Terms[term].Sign / (float)Math.Sqrt(squares);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += vector[i] * scale;
            }
        }

        return sum;
    }

    public override string ToString() => string.Join(
        ' ', Terms.Select((term, i) => i == 0 ? term.Word : $"{(term.Sign > 0 ? '+' : '−')} {term.Word}"));

    private static int Sign(string sign, string text) => sign switch
    {
        "+" => 1,
        "-" or "−" => -1,
        _ => throw NotAQuestion(text),
    };

    private static CommandException NotAQuestion(string text) => new(
        ExitCode.Usage, $"'{text}' is neither a word nor a sum of words such as 'king - man + woman'.");
}
