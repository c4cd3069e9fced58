using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Server.Api.Problems;
using Vectorizer.Server.Metrics;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>Failures that no request brings about by itself.</summary>
public sealed class ProblemMiddlewareTests
{
    private readonly RecordingLogs _logs = new();

    public static TheoryData<Exception, int, string, bool> Failures => new()
    {
        { new VectorizerException(VectorizerError.InvalidArgument, "no"), 422, "validation_failed", false },
        { new VectorizerException(VectorizerError.CollectionNotFound, "no"), 404, "collection_not_found", false },
        { new VectorizerException(VectorizerError.CollectionExists, "no"), 409, "collection_exists", false },
        { new VectorizerException(VectorizerError.Overloaded, "no"), 429, "overloaded", true },
        { new VectorizerException(VectorizerError.DeadlineExceeded, "no"), 504, "deadline_exceeded", true },
        { new VectorizerException(VectorizerError.SegmentUnavailable, "no"), 503, "unavailable", true },
        { new VectorizerException(VectorizerError.StaleRecord, "no"), 503, "unavailable", true },
        { new VectorizerException(VectorizerError.Indeterminate, "no"), 409, "indeterminate", true },
        { new VectorizerException(VectorizerError.InsufficientStorage, "no"), 507, "insufficient_storage", true },
        { new VectorizerException(VectorizerError.InsufficientMemory, "no"), 507, "insufficient_memory", true },
        { new VectorizerException(VectorizerError.SequenceMismatch, "no"), 412, "sequence_mismatch", false },
        { new VectorizerException(VectorizerError.IdempotencyKeyReused, "no"), 422, "idempotency_key_reused", false },
        { new SiloUnavailableException("no"), 503, "unavailable", true },
        { new TimeoutException("no"), 504, "deadline_exceeded", true },
        { new OperationCanceledException("no"), 504, "deadline_exceeded", true },
        { new BadHttpRequestException("no", 408), 408, "request_timeout", true },
        { new BadHttpRequestException("no", 413), 413, "body_too_large", false },
        { new BadHttpRequestException("no", 400), 400, "bad_request", false },
        { new InvalidOperationException("secret"), 500, "internal_error", true },
        { new NullReferenceException("secret"), 500, "internal_error", true },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Failures))]
    public async Task Every_failure_has_its_status_and_code(Exception failure, int status, string code, bool retryable)
    {
        (HttpContext context, MemoryStream body) = NewContext();

        await InvokeAsync(context, _ => throw failure);

        JsonNode problem = JsonNode.Parse(body.ToArray())!;
        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal("application/problem+json", context.Response.ContentType);
        Assert.Equal(code, (string?)problem["code"]);
        Assert.Equal(retryable, (bool)problem["retryable"]!);
        Assert.Equal(status is 429 or 503, context.Response.Headers.ContainsKey("Retry-After"));

        // Defects are logged and told to nobody else; what a caller did is told to the caller and not logged.
        Assert.DoesNotContain("secret", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(status == 500, _logs.Lines.Count == 1);
    }

    [Theory]
    [InlineData(0, "1")]
    [InlineData(50, "1")]
    [InlineData(1_000, "1")]
    [InlineData(1_001, "2")]
    [InlineData(10_000, "10")]
    public async Task A_time_to_retry_is_told_in_whole_seconds(int milliseconds, string seconds)
    {
        (HttpContext context, _) = NewContext();
        await InvokeAsync(context, _ => throw new VectorizerException(VectorizerError.Overloaded, "no")
        {
            RetryAfter = TimeSpan.FromMilliseconds(milliseconds),
        });
        Assert.Equal(seconds, context.Response.Headers.RetryAfter.ToString());
    }

    [Fact]
    public async Task An_argument_at_fault_is_told_as_JSON_pointer()
    {
        (HttpContext context, MemoryStream body) = NewContext();
        await InvokeAsync(context, _ => throw VectorizerException.InvalidArgument("points[3].vector", "too long"));
        Assert.Equal("""{"/points/3/vector":["too long"]}""", JsonNode.Parse(body.ToArray())!["errors"]!.ToJsonString());
    }

    [Fact]
    public async Task An_answer_that_has_begun_breaks_off_instead_of_ending_like_a_whole_one()
    {
        (HttpContext context, MemoryStream body) = NewContext();
        Lifetime lifetime = new();
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        context.Features.Set<IHttpResponseFeature>(new Started());

        await InvokeAsync(context, _ => throw new InvalidOperationException("half-way"));

        Assert.True(lifetime.Aborted);
        Assert.Empty(body.ToArray());
    }

    [Fact]
    public async Task A_caller_who_has_hung_up_is_told_nothing_and_nothing_is_logged()
    {
        (HttpContext context, MemoryStream body) = NewContext();
        context.RequestAborted = new CancellationToken(canceled: true);
        await InvokeAsync(context, _ => throw new IOException("The client reset the request stream."));
        Assert.Empty(body.ToArray());
        Assert.Empty(_logs.Lines);
    }

    private static (HttpContext Context, MemoryStream Body) NewContext()
    {
        MemoryStream body = new();
        DefaultHttpContext context = new();
        context.Request.Method = "GET";
        context.Request.Path = "/api/v1/collections";
        context.Response.Body = body;
        return (context, body);
    }

    private Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        using LoggerFactory loggers = new([_logs]);
        return new ProblemMiddleware(next, new RequestInstruments(null), loggers.CreateLogger<ProblemMiddleware>()).InvokeAsync(context);
    }

    private sealed class Started : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public bool Aborted { get; private set; }

        public void Abort() => Aborted = true;
    }
}
