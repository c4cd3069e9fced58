using System.Globalization;
using System.Text;
using Orleans.Storage;

namespace Vectorizer.Clustering.Tests.Persistence;

/// <summary>What grains rely on, whichever provider is behind it. Each test uses grains of its own.</summary>
public abstract class GrainStorageContract : IAsyncLifetime
{
    private const string StateName = "manifest";

    private readonly string _run = Guid.NewGuid().ToString("N");

    private IGrainStorage? _storage;

    /// <summary>The storage under test.</summary>
    private IGrainStorage Storage => _storage!;

    /// <summary>Words of the message when the store cannot be reached.</summary>
    protected abstract string[] UnreachableWords { get; }

    /// <summary>Opens a provider over the store of this test.</summary>
    protected internal abstract Task<IGrainStorage> OpenAsync();

    /// <summary>Opens a provider, and takes the store away from it.</summary>
    protected internal abstract Task<IGrainStorage> OpenUnreachableAsync();

    public virtual async ValueTask InitializeAsync() => _storage = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_was_written_is_read()
    {
        GrainId grain = NewGrain();
        Held written = await WriteAsync(grain, "a", epoch: 7, bytes: [1, 2, 3]);
        Held read = await ReadAsync(grain);
        Assert.Equal(("a", 7L), (read.State.Name, read.State.Epoch));
        Assert.Equal<byte>([1, 2, 3], read.State.Bytes);
        Assert.Equal(written.ETag, read.ETag);
        Assert.True(read.RecordExists);
        Assert.True(written.RecordExists);
    }

    [Fact]
    public async Task A_grain_without_a_record_reads_a_new_state_without_an_ETag()
    {
        Held read = new() { State = new Manifest { Name = "left over" }, ETag = "left over", RecordExists = true };
        await Storage.ReadStateAsync(StateName, NewGrain(), read);
        ShouldBeNew(read);
    }

    [Fact]
    public async Task Every_write_changes_the_ETag_even_of_an_equal_state()
    {
        GrainId grain = NewGrain();
        Held state = await WriteAsync(grain, "same");
        HashSet<string> etags = [state.ETag!];
        for (int i = 0; i < 5; i++)
        {
            await Storage.WriteStateAsync(StateName, grain, state);
            Assert.True(etags.Add(state.ETag!), $"'{state.ETag}' came twice.");
        }
    }

    [Fact]
    public async Task A_read_after_many_writes_gives_the_last_one()
    {
        GrainId grain = NewGrain();
        Held state = await WriteAsync(grain, "first");
        for (int epoch = 1; epoch <= 10; epoch++)
        {
            state.State = new Manifest { Name = "later", Epoch = epoch };
            await Storage.WriteStateAsync(StateName, grain, state);
        }

        Assert.Equal(10, (await ReadAsync(grain)).State.Epoch);
    }

    [Fact]
    public async Task A_write_from_a_stale_read_is_refused_and_changes_nothing()
    {
        GrainId grain = NewGrain();
        Held winner = await WriteAsync(grain, "first");
        Held loser = await ReadAsync(grain);
        winner.State = new Manifest { Name = "second" };
        await Storage.WriteStateAsync(StateName, grain, winner);

        string? etag = loser.ETag;
        loser.State = new Manifest { Name = "stale" };
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, grain, loser));
        Assert.Equal(etag, loser.ETag);
        await ShouldHoldAsync(grain, "second", winner.ETag);
    }

    [Fact]
    public async Task A_clear_from_a_stale_read_is_refused_and_changes_nothing()
    {
        GrainId grain = NewGrain();
        Held winner = await WriteAsync(grain, "first");
        Held loser = await ReadAsync(grain);
        await Storage.WriteStateAsync(StateName, grain, winner);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, grain, loser));
        Assert.True(loser.RecordExists);
        await ShouldHoldAsync(grain, "first", winner.ETag);
    }

    [Fact]
    public async Task A_write_without_a_read_makes_a_missing_record()
    {
        GrainId grain = NewGrain();
        Held written = await WriteAsync(grain, "blind");
        await ShouldHoldAsync(grain, "blind", written.ETag);
    }

    [Fact]
    public async Task A_write_without_a_read_does_not_replace_a_record()
    {
        GrainId grain = NewGrain();
        Held first = await WriteAsync(grain, "first");
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(grain, "blind"));
        await ShouldHoldAsync(grain, "first", first.ETag);
    }

    [Fact]
    public async Task A_clear_without_a_read_does_not_remove_a_record()
    {
        GrainId grain = NewGrain();
        Held first = await WriteAsync(grain, "first");
        Held blind = new() { State = new Manifest() };
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, grain, blind));
        await ShouldHoldAsync(grain, "first", first.ETag);
    }

    [Fact]
    public async Task A_cleared_record_reads_as_a_new_state()
    {
        GrainId grain = NewGrain();
        Held state = await WriteAsync(grain, "gone");
        await Storage.ClearStateAsync(StateName, grain, state);
        ShouldBeNew(state);
        ShouldBeNew(await ReadAsync(grain));
    }

    [Fact]
    public async Task A_cleared_record_is_written_again_with_the_ETag_of_the_clear()
    {
        GrainId grain = NewGrain();
        Held state = await WriteAsync(grain, "gone");
        string? before = state.ETag;
        for (int round = 0; round < 3; round++)
        {
            await Storage.ClearStateAsync(StateName, grain, state);
            state.State = new Manifest { Name = "back" };
            await Storage.WriteStateAsync(StateName, grain, state);
            Assert.NotEqual(before, state.ETag);
            await ShouldHoldAsync(grain, "back", state.ETag);
        }
    }

    [Fact]
    public async Task An_ETag_from_before_a_clear_is_stale_even_after_the_record_was_written_again()
    {
        GrainId grain = NewGrain();
        Held state = await WriteAsync(grain, "first");
        Held stale = await ReadAsync(grain);
        await Storage.ClearStateAsync(StateName, grain, state);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, grain, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, grain, stale));

        state.State = new Manifest { Name = "first" };
        await Storage.WriteStateAsync(StateName, grain, state);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, grain, stale));
        await ShouldHoldAsync(grain, "first", state.ETag);
    }

    [Fact]
    public async Task A_missing_record_can_be_cleared()
    {
        GrainId grain = NewGrain();
        Held state = await ReadAsync(grain);
        await Storage.ClearStateAsync(StateName, grain, state);
        ShouldBeNew(state);
        state.State = new Manifest { Name = "then" };
        await Storage.WriteStateAsync(StateName, grain, state);
        await ShouldHoldAsync(grain, "then", state.ETag);
    }

    [Fact]
    public async Task Writers_of_different_grains_do_not_disturb_each_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            GrainId grain = NewGrain(number.ToString(CultureInfo.InvariantCulture));
            Held state = await WriteAsync(grain, "0");
            for (int round = 1; round <= 5; round++)
            {
                state.State = new Manifest { Name = $"{number}/{round}" };
                await Storage.WriteStateAsync(StateName, grain, state);
            }

            await ShouldHoldAsync(grain, $"{number}/5", state.ETag);
        }));
    }

    [Fact]
    public async Task Of_writers_that_read_the_same_record_exactly_one_wins()
    {
        GrainId grain = NewGrain();
        await WriteAsync(grain, "start");
        for (int round = 0; round < 5; round++)
        {
            Held[] racers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync(grain)));
            string?[] winners = await Task.WhenAll(racers.Select((racer, number) => RaceAsync(grain, racer, $"{round}/{number}")));
            string winner = Assert.Single(winners.OfType<string>());
            await ShouldHoldAsync(grain, winner);
        }
    }

    [Fact]
    public async Task Of_writers_that_found_no_record_exactly_one_wins()
    {
        GrainId grain = NewGrain();
        string?[] winners = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(number => RaceAsync(grain, new Held(), $"{number}")));
        await ShouldHoldAsync(grain, Assert.Single(winners.OfType<string>()));
    }

    /// <summary>All of them at once, so that two which became one would be found.</summary>
    [Fact]
    public async Task Any_Unicode_key_names_a_record_of_its_own()
    {
        string[] keys =
        [
            "plain", "PLAIN", "Plain", "a/b", "a", "b", "../a", "..", ".", "/", "//", "a\\b", "C:\\a", "a%2Fb", "a%b", "a b", " a", "a ",
            "🍎", "🍏", "👩‍👩‍👧", "عربى", "עברית", "\u202Egnp.exe", "日本語", "Привет", "\u00E9", "e\u0301", "\uFF21", "A", "\u0410", "ﬁ", "fi",
            "\u0001\u0002\u001F\u007F", "line\r\nbreak", "tab\t", "*?<>|\"':;,&=+$#@!~`^(){}[]", "con", "nul.txt", "lock", "node.json",
            "\uFEFFmark", "zero\u200Bwidth", "ß", "ss", "İ", "i", "ı", "I", new string('k', 1_000), new string('k', 1_001), new string('ж', 900),
        ];
        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
        foreach (string key in keys)
        {
            await WriteAsync(NewGrain(key), Convert.ToHexString(Encoding.UTF8.GetBytes(key)));
        }

        foreach (string key in keys)
        {
            await ShouldHoldAsync(NewGrain(key), Convert.ToHexString(Encoding.UTF8.GetBytes(key)));
        }
    }

    [Fact]
    public async Task States_of_one_grain_with_different_names_are_apart()
    {
        GrainId grain = NewGrain();
        string[] names = ["manifest", "Manifest", "leadership", "manifest2", "manifest.new", "état", "👑"];
        foreach (string name in names)
        {
            await Storage.WriteStateAsync(name, grain, new Held(new Manifest { Name = name }));
        }

        Held first = new();
        await Storage.ReadStateAsync(names[0], grain, first);
        await Storage.ClearStateAsync(names[0], grain, first);
        foreach (string name in names[1..])
        {
            Held read = new();
            await Storage.ReadStateAsync(name, grain, read);
            Assert.Equal(name, read.State.Name);
        }
    }

    [Fact]
    public async Task Grains_of_different_types_with_one_key_are_apart()
    {
        GrainId one = GrainId.Create("one", _run);
        GrainId two = GrainId.Create("two", _run);
        await WriteAsync(one, "one");
        ShouldBeNew(await ReadAsync(two));
        await WriteAsync(two, "two");
        await ShouldHoldAsync(one, "one");
    }

    /// <summary>Where parts are joined by a slash alone, the first of these is the second.</summary>
    [Fact]
    public async Task A_slash_does_not_move_the_border_between_key_and_name_of_the_state()
    {
        Held state = new(new Manifest { Name = "key" });
        await Storage.WriteStateAsync("c", NewGrain("a/b"), state);
        Held other = new();
        await Storage.ReadStateAsync("b/c", NewGrain("a"), other);
        ShouldBeNew(other);
    }

    [Fact]
    public async Task A_state_of_64_KiB_is_kept()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        byte[] bytes = new byte[64 * 1024];
        new Random(seed).NextBytes(bytes);
        GrainId grain = NewGrain();
        await WriteAsync(grain, "big", bytes: bytes);
        Assert.Equal(bytes, (await ReadAsync(grain)).State.Bytes);
    }

    [Fact]
    public async Task A_state_that_equals_a_new_one_is_a_record_all_the_same()
    {
        GrainId grain = NewGrain();
        Held written = new(new Manifest());
        await Storage.WriteStateAsync(StateName, grain, written);
        Held read = await ReadAsync(grain);
        Assert.True(read.RecordExists);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal("new", read.State.Name);
    }

    [Fact]
    public async Task A_state_of_empty_values_does_not_become_the_defaults_of_the_type()
    {
        GrainId grain = NewGrain();
        await WriteAsync(grain, "");
        Assert.Equal("", (await ReadAsync(grain)).State.Name);
    }

    [Fact]
    public async Task What_a_grain_changes_after_a_write_is_not_in_the_record()
    {
        GrainId grain = NewGrain();
        Held state = new(new Manifest { Name = "as written", Bytes = [1, 2, 3] });
        Task write = Storage.WriteStateAsync(StateName, grain, state);
        state.State.Name = "changed later";
        state.State.Bytes[0] = 9;
        await write;
        Held read = await ReadAsync(grain);
        Assert.Equal("as written", read.State.Name);
        Assert.Equal<byte>([1, 2, 3], read.State.Bytes);
    }

    [Fact]
    public async Task A_record_survives_the_provider()
    {
        GrainId grain = NewGrain();
        GrainId cleared = NewGrain("cleared");
        Held state = await WriteAsync(grain, "kept", epoch: 3);
        await Storage.ClearStateAsync(StateName, cleared, await WriteAsync(cleared, "cleared"));

        _storage = await OpenAsync();
        ShouldBeNew(await ReadAsync(cleared));
        await ShouldHoldAsync(grain, "kept", state.ETag);
        await Storage.WriteStateAsync(StateName, grain, state);
    }

    [Fact]
    public async Task A_cancelled_write_is_done_as_a_whole_or_not_at_all()
    {
        GrainId grain = NewGrain();
        Held state = await WriteAsync(grain, "before");
        string? before = state.ETag;
        state.State = new Manifest { Name = "after" };
        bool done = true;
        try
        {
            await Storage.WriteStateAsync(StateName, grain, state, new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            done = false;
        }

        await ShouldHoldAsync(grain, done ? "after" : "before", state.ETag);
        Assert.Equal(done, state.ETag != before);
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_is_told_and_never_taken_for_an_empty_one()
    {
        IGrainStorage storage = await OpenUnreachableAsync();
        GrainId grain = NewGrain();
        Held state = new(new Manifest { Name = "mine" }, "etag") { RecordExists = true };
        Func<Task>[] calls =
        [
            () => storage.ReadStateAsync(StateName, grain, state),
            () => storage.WriteStateAsync(StateName, grain, state),
            () => storage.ClearStateAsync(StateName, grain, state),
        ];
        foreach (Func<Task> call in calls)
        {
            Exception exception = await Assert.ThrowsAnyAsync<Exception>(call);
            Assert.IsNotType<InconsistentStateException>(exception);
            Assert.All(UnreachableWords, word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
            Assert.Equal(("mine", "etag", true), (state.State.Name, state.ETag, state.RecordExists));
        }
    }

    private GrainId NewGrain(string key = "") => GrainId.Create("segment", key + "|" + _run);

    private async Task<Held> WriteAsync(GrainId grain, string name, long epoch = 0, byte[]? bytes = null)
    {
        Held state = new(new Manifest { Name = name, Epoch = epoch, Bytes = bytes ?? [] });
        await Storage.WriteStateAsync(StateName, grain, state);
        return state;
    }

    private async Task<Held> ReadAsync(GrainId grain)
    {
        Held state = new();
        await Storage.ReadStateAsync(StateName, grain, state);
        return state;
    }

    private async Task<string?> RaceAsync(GrainId grain, Held state, string name)
    {
        state.State = new Manifest { Name = name };
        try
        {
            await Storage.WriteStateAsync(StateName, grain, state);
            return name;
        }
        catch (InconsistentStateException)
        {
            return null;
        }
    }

    private async Task ShouldHoldAsync(GrainId grain, string name, string? etag = null)
    {
        Held read = await ReadAsync(grain);
        Assert.Equal(name, read.State.Name);
        Assert.True(read.RecordExists);
        Assert.Equal(etag ?? read.ETag, read.ETag);
        Assert.NotNull(read.ETag);
    }

    private static void ShouldBeNew(Held state)
    {
        Assert.Null(state.ETag);
        Assert.False(state.RecordExists);
        Assert.Equal("new", state.State.Name);
    }
}
