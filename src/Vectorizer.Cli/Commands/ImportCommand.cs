using System.CommandLine;
using Vectorizer.Cli.Files;
using Vectorizer.Cli.Import;
using Vectorizer.Cli.Output;

namespace Vectorizer.Cli.Commands;

/// <summary><c>vectorizer import</c>.</summary>
internal sealed class ImportCommand
{
    private const string Explanation = """
        Formats:
          .fvecs  for each vector its dimension (int32), then its numbers (float32), little-endian
          .npy    a NumPy array of float32 or float64 with a row for each vector
          .jsonl  on each line {"id": "a", "vector": [0.1, 0.2], "payload": {"any": "object"}}

        An import that was stopped goes on when the same command is run again. How far it came is kept in a file beside
        the input; if the input or the collection has changed since, the import is refused rather than continued.

        Examples:
          vectorizer import words.fvecs --ids words.txt --collection words --create --metric cosine
          vectorizer import articles.jsonl --collection articles --create --vector-field embedding --other-fields payload

        Exit codes: 0 loaded, 1 failed, 2 usage, 3 server not reached or busy, 4 refused by the server, 5 bad input,
        6 cannot be continued, 130 interrupted.
        """;

    private readonly Argument<string> _file = new("file") { Description = "A file of vectors: .fvecs, .npy or .jsonl." };

    private readonly Option<string> _collection = new("--collection", "-c")
    {
        Description = "The collection to load into.",
        HelpName = "name",
        Required = true,
    };

    private readonly Option<Uri> _url = ServerOption.Create();

    private readonly Option<bool> _create = new("--create")
    {
        Description = "Create the collection if there is none, for vectors as they are in the file.",
    };

    private readonly CollectionOptions _new = new();

    private readonly Option<string?> _using = new("--using")
    {
        Description = "The vector field to fill, in a collection that has several.",
        HelpName = "field",
    };

    private readonly Option<string?> _ids = new("--ids")
    {
        Description = "A file with an id on each line, for .fvecs and .npy. Without it the ids are 0, 1, 2 and so on.",
        HelpName = "file",
    };

    private readonly Option<string> _idField = Field("--id-field", "id", "The member of a JSON line that is the id.");

    private readonly Option<string> _vectorField =
        Field("--vector-field", "vector", "The member of a JSON line that is the vector.");

    private readonly Option<string> _payloadField =
        Field("--payload-field", "payload", "The member of a JSON line that is the payload.");

    private readonly Option<OtherFields> _otherFields = new("--other-fields")
    {
        Description = "Other members of a JSON line: refuse the line (the default), ignore them, or make all of them the "
            + "payload.",
        HelpName = "refuse|ignore|payload",
    };

    private readonly Option<int?> _batch =
        Number<int?>("--batch", null, 1, 100_000, "Points in a request; unless set, as many as the server names (performance.batch.default_size).");

    private readonly Option<int> _connections =
        Number<int>("--connections", ImportOptions.DefaultConnections, 1, 64, "Requests at a time.");

    private readonly Option<long?> _limit = new("--limit")
    {
        Description = "Load only so many rows from the beginning of the file.",
        HelpName = "n",
    };

    private readonly Option<bool> _skipBad = new("--skip-bad")
    {
        Description = "Leave out rows that cannot be stored and count them, instead of stopping at the first.",
    };

    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Go on where an earlier run stopped. This is the default.",
    };

    private readonly Option<bool> _noResume = new("--no-resume")
    {
        Description = "Start at the beginning, whatever an earlier run has loaded.",
    };

    private readonly Option<string?> _state = new("--state")
    {
        Description = "Where to keep how far the import has come, instead of beside the input.",
        HelpName = "file",
    };

    private readonly Option<int> _patience = Number(
        "--patience",
        (int)ImportOptions.DefaultPatience.TotalSeconds,
        0,
        86_400,
        "Seconds to keep repeating a request for which the server is too busy, or that it does not answer.");

    public static Command Create(Terminal terminal) => new ImportCommand().Build(terminal);

    private static Option<string> Field(string name, string value, string description) => new(name)
    {
        Description = description,
        HelpName = "member",
        DefaultValueFactory = _ => value,
    };

    private static Option<T> Number<T>(string name, T value, int least, int most, string description)
    {
        Option<T> option = new(name)
        {
            Description = $"{description} {least:N0} to {most:N0}.",
            HelpName = "n",
            DefaultValueFactory = _ => value,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int given)
                && (given < least || given > most))
            {
                result.AddError($"{name} is {given}; {least:N0} to {most:N0} are allowed.");
            }
        });
        return option;
    }

    private Command Build(Terminal terminal)
    {
        Command command = new ExplainedCommand("import", "Loads vectors from a file into a collection.", Explanation)
        {
            _file, _collection, _url, _create,
        };
        _new.AddTo(command);
        foreach (Option option in (ReadOnlySpan<Option>)
        [
            _using, _ids, _idField, _vectorField, _payloadField, _otherFields,
            _batch, _connections, _limit, _skipBad, _resume, _noResume, _state, _patience,
        ])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_resume) && result.GetValue(_noResume))
            {
                result.AddError("--resume and --no-resume exclude each other.");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            Uri url = parsed.GetRequiredValue(_url);
            return ServerConnection.UseAsync(
                terminal,
                url,
                client => new Importer(client, url, terminal, TimeProvider.System)
                    .RunAsync(Options(parsed), cancellationToken),
                cancellationToken);
        });
        return command;
    }

    private ImportOptions Options(ParseResult parsed) => new()
    {
        File = parsed.GetRequiredValue(_file),
        Collection = parsed.GetRequiredValue(_collection),
        Create = parsed.GetValue(_create),
        Metric = _new.Metric(parsed),
        HnswConfig = _new.HnswConfig(parsed),
        Segments = _new.Segments(parsed),
        Compression = _new.Compression(parsed),
        Quantization = _new.Quantization(parsed),
        Using = parsed.GetValue(_using),
        IdsFile = parsed.GetValue(_ids),
        Fields = new JsonLineFields(
            parsed.GetRequiredValue(_idField),
            parsed.GetRequiredValue(_vectorField),
            parsed.GetRequiredValue(_payloadField),
            parsed.GetValue(_otherFields)),
        Batch = parsed.GetValue(_batch),
        Connections = parsed.GetValue(_connections),
        Limit = parsed.GetValue(_limit),
        SkipBad = parsed.GetValue(_skipBad),
        Resume = !parsed.GetValue(_noResume),
        StateFile = parsed.GetValue(_state),
        Patience = TimeSpan.FromSeconds(parsed.GetValue(_patience)),
    };
}
