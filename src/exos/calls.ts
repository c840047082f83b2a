/** Calls in the forms that the library uses most. */
export const calls = `
; Helpers may change EAX, ECX and EDX besides the registers that carry their arguments.

; must: a call that nobody may refuse; its words are in the registers.
must:
        int SYSTEM_CALL
        test eax, eax
        jnz failed
        ret

; insertOwn: puts the page entry ECX at address EDX of the own space. Frame 0 is any free frame.
insertOwn:
        xor edi, edi
; insert: the same in the space of environment EDI. Slot 0 speaks for the frame and for the environment.
insert:
        mov eax, CALL_INSERT_PTE
        xor ebx, ebx
        xor esi, esi
        jmp must

; tell: gives environment ECX the word EAX at offset EDX of its u-area, by slot 0.
tell:
        mov [RECORD], eax
        mov eax, CALL_WRU
        xor ebx, ebx
        mov esi, 4
        mov edi, RECORD
        jmp must

; pause: lets others run.
pause:
        push ebx
        mov eax, CALL_YIELD
        xor ebx, ebx
        int SYSTEM_CALL
        pop ebx
        ret

; failed: something was not as it had to be, with EAX to show for it.
failed:
        push eax
        call line
        db "did not expect %", 0
        mov eax, 1
; leave: dies with exit status EAX. Whoever waits sees it in the exposed rows.
leave:
        inc eax
        mov [OWN + CONSOLE_STATUS], eax
        mov eax, CALL_ENV_FREE
        xor ebx, ebx
        xor ecx, ecx
        int SYSTEM_CALL
`;
