using Vectorizer.Client;
using Vectorizer.Client.Points;
using Vectorizer.Client.Search;

namespace Vectorizer.Cli.Demo;

/// <summary>Puts questions about words to the server.</summary>
internal sealed class WordSearch(VectorizerHttpClient client, string collection)
{
    public const int WordsAnswered = 6;

    /// <summary>Asks once.</summary>
    /// <param name="question">What to ask.</param>
    /// <param name="exact">Whether the server shall compare with every word instead of walking its graph.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProblemException"><c>point_not_found</c>: a word is not in the collection.</exception>
    public async Task<WordAnswer> AskAsync(WordQuestion question, bool exact, CancellationToken cancellationToken)
    {
        Query query = new()
        {
            // The words of a sum are the nearest to it, and nobody wants to hear that king − man + woman is a king.
            Limit = WordsAnswered + question.Terms.Count,
            Exact = exact ? true : null,
            WithPayload = false,
        };
        query = question.IsSum
            ? query with { Vector = question.Sum(await VectorsAsync(question, cancellationToken)) }
            : query with { Id = question.Terms[0].Word };

        QueryResult result = await client.QueryAsync(collection, query, cancellationToken);
        IEnumerable<ScoredPoint> words =
            result.Points.Where(point => !question.Terms.Any(term => term.Word == point.Id)).Take(WordsAnswered);
        return new WordAnswer(question, [.. words], result.TookMs);
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<float>>> VectorsAsync(
        WordQuestion question, CancellationToken cancellationToken)
    {
        List<ReadOnlyMemory<float>> vectors = [];
        foreach ((string word, _) in question.Terms)
        {
            Point point = await client.GetPointAsync(collection, word, cancellationToken);
            vectors.Add(point.Vector ?? throw new CommandException(
                ExitCode.Failed, $"The server returned the point '{word}' without its vector."));
        }

        return vectors;
    }
}
