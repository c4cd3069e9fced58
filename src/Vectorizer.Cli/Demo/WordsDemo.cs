using Vectorizer.Cli.Import;
using Vectorizer.Cli.Output;
using Vectorizer.Client;
using Vectorizer.Client.Collections;

namespace Vectorizer.Cli.Demo;

/// <summary>Loads 341,478 English words and asks about them.</summary>
internal sealed class WordsDemo(VectorizerHttpClient client, Uri url, Terminal terminal, TimeProvider time)
{
    private const string PointNotFound = "point_not_found";

    private static readonly TimeSpan s_recoveryPoll = TimeSpan.FromSeconds(0.5);

    private static readonly string[] s_questions =
    [
        "piano", "ocean", "volcano", "einstein",
        "king - man + woman", "paris - france + japan", "kitten - cat + dog", "bigger - big + small",
    ];

    /// <summary>Runs the demo and returns an exit code.</summary>
    /// <param name="package">The npm package, as npm pack leaves it.</param>
    /// <param name="folder">Where the converted words are kept.</param>
    /// <param name="collection">The collection to load into.</param>
    /// <param name="questions">What to ask; empty for the questions of the house.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<int> RunAsync(
        string package,
        string folder,
        string collection,
        IReadOnlyList<string> questions,
        CancellationToken cancellationToken)
    {
        // What is asked is looked at first: nobody should wait for a load to be told about a misplaced sign.
        List<WordQuestion> asked = [.. (questions.Count > 0 ? questions : s_questions).Select(WordQuestion.Parse)];

        // So is the server, before minutes of work for nothing.
        await client.GetStatusAsync(cancellationToken);
        WordFiles files = WordFiles.Make(package, folder, terminal, cancellationToken);
        ImportOptions import = new()
        {
            File = files.Vectors,
            IdsFile = files.Ids,
            Collection = collection,
            Create = true,
            Metric = Metric.Cosine,
        };
        import = import with { Resume = await CanResumeAsync(import, cancellationToken) };
        int loaded = await new Importer(client, url, terminal, time).RunAsync(import, cancellationToken);
        return loaded == ExitCode.Success ? await AskAllAsync(collection, asked, cancellationToken) : loaded;
    }

    // A demo may be run against a new server each time. What an import would refuse to continue starts over here.
    private async Task<bool> CanResumeAsync(ImportOptions import, CancellationToken cancellationToken)
    {
        ImportState? earlier = new ImportStateFile(ImportStateFile.DefaultPath(import.File, import.Collection)).Load();
        if (earlier is null)
        {
            return true;
        }

        CollectionDescription? collection = await FindRecoveredAsync(import.Collection, cancellationToken);
        return collection?.Id == earlier.CollectionId
            && collection.Points >= earlier.Points
            && earlier.File == FileStamp.Of(import.File);
    }

    // While a server that was restarted loads what it has stored, its counts are of what it has loaded so far.
    private async Task<CollectionDescription?> FindRecoveredAsync(string name, CancellationToken cancellationToken)
    {
        bool told = false;
        while (true)
        {
            CollectionDescription? collection = await ImportTarget.FindAsync(client, name, cancellationToken);
            if (collection?.State != CollectionDescription.Recovering)
            {
                return collection;
            }

            if (!told)
            {
                terminal.Error.WriteLine($"The server is loading {name} from its disk. Waiting …");
                told = true;
            }

            await Task.Delay(s_recoveryPoll, time, cancellationToken);
        }
    }

    private async Task<int> AskAllAsync(
        string collection, IReadOnlyList<WordQuestion> questions, CancellationToken cancellationToken)
    {
        WordSearch search = new(client, collection);
        List<WordAnswer> answers = [];
        List<WordAnswer> exactAnswers = [];
        int exitCode = ExitCode.Success;
        foreach (WordQuestion question in questions)
        {
            try
            {
                // A fresh server compiles its code while it answers the first time. The second time is what it is like.
                await search.AskAsync(question, exact: false, cancellationToken);
                answers.Add(await search.AskAsync(question, exact: false, cancellationToken));
                exactAnswers.Add(await search.AskAsync(question, exact: true, cancellationToken));
            }
            catch (ProblemException problem) when (problem.Code == PointNotFound)
            {
                terminal.Warn($"{question}: {problem.Message}");
                exitCode = ExitCode.Refused;
            }
        }

        WordsPage.Write(terminal, answers);
        WordsPage.WriteComparison(terminal, answers, exactAnswers);
        return exitCode;
    }
}
