using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Says in the product's words what Orleans throws when a silo does not answer.</summary>
internal static class CallFailures
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Waits for a call that changes nothing or that may be repeated. The call itself has the caller's token.</summary>
    public static async Task<T> TranslateAsync<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (TimeoutException e)
        {
            throw new VectorizerException(VectorizerError.DeadlineExceeded, $"No answer in time. {e.Message}");
        }
        catch (OrleansMessageRejectionException e)
        {
            throw Unavailable(e);
        }
    }

    /// <summary>Waits for a call that cannot be cancelled, until the caller gives up.</summary>
    public static Task<T> TranslateAsync<T>(Task<T> call, CancellationToken cancellationToken)
        => TranslateAsync(call.WaitAsync(cancellationToken));

    /// <inheritdoc cref="TranslateAsync{T}(Task{T}, CancellationToken)"/>
    public static Task TranslateAsync(Task call, CancellationToken cancellationToken)
        => TranslateAsync(ResultlessAsync(call), cancellationToken);

    /// <summary>Waits for a write: once it has been sent, silence does not mean that it was not stored.</summary>
    public static async Task<T> TranslateWriteAsync<T>(Task<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or SiloUnavailableException)
        {
            throw new VectorizerException(
                VectorizerError.Indeterminate, $"The write was sent but not acknowledged: it may or may not be stored. {e.Message}");
        }
        catch (OrleansMessageRejectionException e)
        {
            throw Unavailable(e);
        }
    }

    /// <summary>A call without a result as one with a result that means nothing.</summary>
    public static async Task<bool> ResultlessAsync(Task call)
    {
        await call;
        return true;
    }

    private static VectorizerException Unavailable(OrleansMessageRejectionException e)
        => new(VectorizerError.SegmentUnavailable, $"The silo that would answer is away. {e.Message}") { RetryAfter = s_retryAfter };
}
