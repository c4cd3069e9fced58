using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Search;

public sealed class SearchExecutorTests : IDisposable
{
    private const int Threads = 2;
    private const int Capacity = 3;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly SearchExecutor _executor;
    private readonly ManualResetEventSlim _gate = new();

    public SearchExecutorTests() => _executor = new SearchExecutor(
        Options.Create(new SearchOptions { MaxThreads = Threads, QueueCapacity = Capacity }), _time);

    public void Dispose()
    {
        _gate.Set();
        _executor.Dispose();
        _gate.Dispose();
    }

    [Fact]
    public async Task A_search_runs_on_a_search_thread_and_its_caller_does_not()
    {
        string? thread = await _executor.RunAsync(_ => Thread.CurrentThread.Name, s_timeout, default);

        Assert.StartsWith("search-", thread);
        Assert.DoesNotContain("search-", Thread.CurrentThread.Name ?? "");
    }

    [Fact]
    public async Task A_failure_of_a_search_reaches_its_caller_and_no_other()
    {
        Task<int> failing = _executor.RunAsync<int>(_ => throw new InvalidOperationException("mine"), s_timeout, default);

        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing)).Message);
        Assert.Equal(1, await _executor.RunAsync(_ => 1, s_timeout, default));
    }

    /// <summary>The parts meet at a barrier, so they only end if each runs on a thread of its own.</summary>
    [Fact]
    public async Task Parts_of_a_search_run_at_the_same_time()
    {
        using Barrier barrier = new(Threads);

        int[] parts = await _executor.RunAsync(
            Threads, (part, _) => barrier.SignalAndWait(TimeSpan.FromSeconds(30), CancellationToken.None) ? part : -1, s_timeout, default);

        Assert.Equal([0, 1], parts);
    }

    [Fact]
    public async Task A_full_queue_refuses_and_says_when_to_come_back()
    {
        Task[] taken = [.. await OccupyAsync(), .. Fill()];

        for (int i = 0; i < 100; i++)
        {
            VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
                () => _executor.RunAsync(_ => 0, s_timeout, default));
            Assert.Equal(VectorizerError.Overloaded, e.Code);
            Assert.True(e.RetryAfter > TimeSpan.Zero);
        }

        Assert.Equal((Capacity, Threads, 100L), (_executor.Statistics.Queued, _executor.Statistics.Running, _executor.Statistics.Rejected));
        _gate.Set();
        await Task.WhenAll(taken);
        Assert.Equal(1, await _executor.RunAsync(_ => 1, s_timeout, default));
    }

    /// <summary>A search of many parts takes as many places as threads could be busy with it, and is refused when one is missing.</summary>
    [Fact]
    public async Task Parts_are_taken_all_or_none()
    {
        Task[] taken = await OccupyAsync();
        Task<int> first = _executor.RunAsync(_ => 0, s_timeout, default);
        Task<int[]> fits = _executor.RunAsync(100, (part, _) => part, s_timeout, default);

        await Assert.ThrowsAsync<VectorizerException>(() => _executor.RunAsync(2, (_, _) => 0, s_timeout, default));

        Assert.Equal(1 + Threads, _executor.Statistics.Queued);
        _gate.Set();
        await Task.WhenAll([first, .. taken]);
        Assert.Equal(Enumerable.Range(0, 100), await fits);
    }

    /// <summary>Each part takes a slice of the clock. The single search came when the first part ran; it need not wait for the others.</summary>
    [Fact]
    public async Task A_search_of_many_parts_gives_its_turn_to_others()
    {
        using SearchExecutor executor = new(
            Options.Create(new SearchOptions { MaxThreads = 1, QueueCapacity = Capacity }), _time);
        int parts = 0;
        TaskCompletionSource begun = new();
        Task<int[]> batch = executor.RunAsync(
            100,
            (_, _) =>
            {
                begun.TrySetResult();
                _gate.Wait(Timeout.Infinite, CancellationToken.None);
                _time.Advance(TimeSpan.FromMilliseconds(1));
                return parts++;
            },
            s_timeout,
            default);
        await begun.Task;
        Task<int> single = executor.RunAsync(_ => parts, s_timeout, default);

        _gate.Set();

        Assert.Equal(1, await single);
        Assert.Equal(100, (await batch).Length);
    }

    /// <summary>While nobody else waits, and while its slice lasts, the thread goes on with the search that it is on.</summary>
    [Fact]
    public async Task Within_a_slice_a_thread_goes_on_with_the_parts_of_its_search()
    {
        using SearchExecutor executor = new(
            Options.Create(new SearchOptions { MaxThreads = 1, QueueCapacity = Capacity }), _time);
        int parts = 0;
        TaskCompletionSource begun = new();
        Task<int[]> first = executor.RunAsync(
            4,
            (_, _) =>
            {
                begun.TrySetResult();
                _gate.Wait(Timeout.Infinite, CancellationToken.None);
                return parts++;
            },
            s_timeout,
            default);
        await begun.Task;
        Task<int> single = executor.RunAsync(_ => parts, s_timeout, default);

        _gate.Set();

        Assert.Equal(4, await single);
        await first;
    }

    [Fact]
    public async Task A_part_that_fails_ends_the_others_and_tells_its_own_failure()
    {
        using Barrier barrier = new(Threads);
        int begun = 0;

        Task<int[]> search = _executor.RunAsync<int>(
            100,
            (part, token) =>
            {
                Interlocked.Increment(ref begun);
                if (part == 0)
                {
                    barrier.SignalAndWait(CancellationToken.None);
                    throw new InvalidOperationException("mine");
                }

                barrier.SignalAndWait(CancellationToken.None);
                token.WaitHandle.WaitOne();
                throw new OperationCanceledException(token);
            },
            s_timeout,
            default);

        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(() => search)).Message);
        Assert.Equal(Threads, begun);
        Assert.Equal(1, await _executor.RunAsync(_ => 1, s_timeout, default));
    }

    /// <summary>All threads run parts of one search: a hang-up and a deadline stop each of them, and no further part begins.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_search_of_many_parts_stops_as_a_whole(bool hangUp)
    {
        using CancellationTokenSource cancellation = new();
        using CountdownEvent running = new(Threads);
        int begun = 0;
        Task<int[]> search = _executor.RunAsync<int>(
            100,
            (_, token) =>
            {
                Interlocked.Increment(ref begun);
                running.Signal();
                token.WaitHandle.WaitOne();
                throw new OperationCanceledException(token);
            },
            TimeSpan.FromSeconds(1),
            cancellation.Token);
        await Task.Run(() => running.Wait(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        if (hangUp)
        {
            await cancellation.CancelAsync();
            await Assert.ThrowsAsync<TaskCanceledException>(() => search);
        }
        else
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => search);
            Assert.Equal(VectorizerError.DeadlineExceeded, e.Code);
        }

        Assert.Equal(Threads, begun);
        await IdleAsync();
    }

    [Fact]
    public async Task A_search_whose_time_was_up_in_the_queue_does_not_run()
    {
        Task[] taken = await OccupyAsync();
        bool ran = false;
        Task<bool> late = _executor.RunAsync(_ => ran = true, TimeSpan.FromSeconds(1), default);

        _time.Advance(TimeSpan.FromSeconds(1));
        _gate.Set();

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => late);
        Assert.Equal((VectorizerError.DeadlineExceeded, false), (e.Code, ran));
        await Task.WhenAll(taken);
        await IdleAsync();
        Assert.Equal(1, _executor.Statistics.Expired);
    }

    [Fact]
    public async Task A_search_whose_time_is_up_while_it_runs_ends_with_the_deadline()
    {
        TaskCompletionSource running = new();
        Task<int> search = _executor.RunAsync<int>(
            token =>
            {
                running.SetResult();
                token.WaitHandle.WaitOne();
                throw new OperationCanceledException(token);
            },
            TimeSpan.FromSeconds(1),
            default);
        await running.Task;

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(VectorizerError.DeadlineExceeded, (await Assert.ThrowsAsync<VectorizerException>(() => search)).Code);
    }

    [Fact]
    public async Task A_queued_search_that_is_cancelled_makes_room_at_once()
    {
        Task[] taken = await OccupyAsync();
        using CancellationTokenSource cancellation = new();
        bool ran = false;
        Task<bool>[] queued = [.. Enumerable.Range(0, Capacity).Select(
            _ => _executor.RunAsync(_ => ran = true, s_timeout, cancellation.Token))];

        await cancellation.CancelAsync();

        // The threads are still busy: nobody had to take the searches off the queue.
        foreach (Task<bool> search in queued)
        {
            await Assert.ThrowsAsync<TaskCanceledException>(() => search);
        }

        Assert.Equal(0, _executor.Statistics.Queued);
        taken = [.. taken, .. Fill()];
        _gate.Set();
        await Task.WhenAll(taken);
        Assert.False(ran);
    }

    [Fact]
    public async Task A_running_search_that_is_cancelled_stops()
    {
        using CancellationTokenSource cancellation = new();
        TaskCompletionSource running = new();
        Task<int> search = _executor.RunAsync<int>(
            token =>
            {
                running.SetResult();
                token.WaitHandle.WaitOne();
                throw new OperationCanceledException(token);
            },
            s_timeout,
            cancellation.Token);
        await running.Task;

        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => search);
    }

    [Fact]
    public async Task A_search_that_is_cancelled_beforehand_is_not_queued()
    {
        bool ran = false;

        await Assert.ThrowsAsync<TaskCanceledException>(
            () => _executor.RunAsync(_ => ran = true, s_timeout, new CancellationToken(canceled: true)));

        Assert.Equal((false, 0L), (ran, _executor.Statistics.Completed));
    }

    [Fact]
    public async Task Stopping_fails_what_is_queued_and_cancels_what_runs()
    {
        TaskCompletionSource running = new();
        Task<int> search = _executor.RunAsync<int>(
            token =>
            {
                running.SetResult();
                token.WaitHandle.WaitOne();
                throw new OperationCanceledException(token);
            },
            s_timeout,
            default);
        await running.Task;
        Task occupied = _executor.RunAsync(_ => _gate.Wait(Timeout.Infinite, CancellationToken.None), s_timeout, default);
        await Until.TrueAsync(() => _executor.Statistics.Running == Threads);
        Task[] queued = Fill();

        Task stop = Task.Factory.StartNew(_executor.Dispose, TaskCreationOptions.LongRunning);

        foreach (Task task in (Task[])[search, .. queued])
        {
            VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => task);
            Assert.Equal(VectorizerError.SegmentUnavailable, e.Code);
        }

        Assert.False(stop.IsCompleted, "A search is still running.");
        _gate.Set();
        await stop;
        await occupied;
        await Assert.ThrowsAsync<VectorizerException>(() => _executor.RunAsync(_ => 0, s_timeout, default));
    }

    /// <summary>Random cancellation and expiry against a small queue: every search ends in exactly one way.</summary>
    [Fact]
    public async Task Every_search_ends_whatever_happens_to_it()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        _gate.Set();
        int ended = 0;
        await Parallel.ForAsync(0, 2_000, async (i, _) =>
        {
            Random random = new(seed + i);
            using CancellationTokenSource cancellation = new();
            try
            {
                Task<int> search = _executor.RunAsync(
                    token =>
                    {
                        token.ThrowIfCancellationRequested();
                        return 1;
                    },
                    s_timeout,
                    cancellation.Token);
                if (random.Next(2) == 0)
                {
                    await cancellation.CancelAsync();
                }

                await search;
            }
            catch (Exception e) when (e is OperationCanceledException or VectorizerException { Code: VectorizerError.Overloaded })
            {
            }

            Interlocked.Increment(ref ended);
        });

        Assert.Equal(2_000, ended);
        await IdleAsync();
        Assert.Equal((0, 0), (_executor.Statistics.Queued, _executor.Statistics.Running));
    }

    /// <summary>Keeps all threads at the gate.</summary>
    private async Task<Task[]> OccupyAsync()
    {
        Task[] tasks = [.. Enumerable.Range(0, Threads).Select(_ => _executor.RunAsync(
            _ => _gate.Wait(Timeout.Infinite, CancellationToken.None), s_timeout, default))];
        await Until.TrueAsync(() => _executor.Statistics is { Running: Threads, Queued: 0 });
        return tasks;
    }

    /// <summary>Fills the queue behind them.</summary>
    private Task[] Fill() => [.. Enumerable.Range(0, Capacity).Select(_ => _executor.RunAsync(_ => 0, s_timeout, default))];

    private Task IdleAsync() => Until.TrueAsync(() => _executor.Statistics is { Running: 0, Queued: 0 });
}
