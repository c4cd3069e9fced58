namespace Vectorizer.Grains.Search;

/// <summary>A function of the number of a part.</summary>
internal sealed class FunctionWork<T>(
    int parts, Func<int, CancellationToken, T> search, long deadline, CancellationToken caller)
    : SearchWork(parts, deadline, caller)
{
    private readonly T[] _results = new T[parts];

    // What continues may be a turn of a grain or a caller's own code: it must not keep a search thread.
    private readonly TaskCompletionSource<T[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T[]> Task => _completion.Task;

    public override void Run(int part) => _results[part] = search(part, Stop);

    protected override void Succeed() => _completion.SetResult(_results);

    protected override void Fail(Exception exception) => _completion.SetException(exception);

    protected override void Cancel(CancellationToken cancellationToken) => _completion.SetCanceled(cancellationToken);
}
